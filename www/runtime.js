/**
 * Bringing the engine into the page and opening indexes with it.
 *
 * In: the folder of an index. Out: an open index. Every folder carries the
 * runtime that its index was made for, so an index in another folder is opened
 * by the script there: the two always fit.
 */
import { Engine, initSync } from '../target/web/timkiem.js';
import { bring, byScript, problem } from './files.js';
import { OpenIndex } from './open-index.js';
import { joined } from './streams.js';

/**
 * What `timkiem build` puts here: which files belong to the index.
 * @type {{ wasm: string, index: string, strings: string }}
 */
const manifest = /** @type {any} */ ('@@timkiem-manifest@@');

/**
 * How to open the index of each folder whose script has run.
 * @type {Map<string, () => Promise<OpenIndex>>}
 */
const folders = (/** @type {any} */ (globalThis)[Symbol.for('timkiem')] ??= new Map());

/** @type {Promise<void> | undefined} */
let engine;

/**
 * Makes the folder of a script known, and says which it is.
 * @param {string} script
 */
export function register(script) {
  const folder = new URL('.', script).href;
  // The script and the module of a folder share one engine.
  if (folders.has(folder)) return folder;
  folders.set(folder, async () => {
    // What failed is tried again next time.
    engine ??= start(folder + manifest.wasm).catch((error) => {
      engine = undefined;
      throw error;
    });
    const [file] = await Promise.all([bring(folder + manifest.index), engine]);
    return new OpenIndex(Engine.open(file), folder);
  });
  return folder;
}

/**
 * Opens the index in a folder.
 * @param {string} folder
 */
export async function openIndex(folder) {
  if (!folders.has(folder)) await byScript(folder + 'timkiem.js');
  const open = folders.get(folder);
  if (!open) throw problem('index/missing', `an index in ${folder}`, 'none', 'check the address');
  return open();
}

/**
 * The folder with the strings of each language, as `loadStrings` wants it.
 * @param {string} home - The folder of the script.
 */
export function stringsFolder(home) {
  return `${home}${manifest.strings}/`;
}

/** @param {string} address */
async function start(address) {
  const streams = await bring(address);
  let bytes = new Uint8Array();
  try {
    bytes = await joined(streams);
    initSync({ module: await WebAssembly.compile(bytes) });
    // What comes next is a task of its own, so that neither keeps the page waiting.
    await new Promise((resolve) => setTimeout(resolve));
  } catch (error) {
    // These bytes are a module, so it must be the page that forbids it.
    if (WebAssembly.validate(bytes)) throw problem('engine/refused', 'a page that allows WebAssembly', `one that does not (${error})`, "allow 'wasm-unsafe-eval' in its policy");
    throw problem('index/corrupt', 'the engine as it was built', `other bytes (${error})`);
  }
}
