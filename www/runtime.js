/**
 * Bringing the engine into the page and opening indexes with it.
 *
 * In: the folder of an index. Out: an open index. Every folder carries the
 * runtime that its index was made for, so an index in another folder is opened
 * by the script there: the two always fit.
 */
import { bring, byScript, coded, packed, problem, twice } from './files.js';
import { OpenIndex } from './open-index.js';
import { joined } from './streams.js';

/**
 * What `timkiem build` puts here: which files belong to the index.
 * @type {{ build: string, wasm: string, index: string, strings: string }}
 */
const manifest = /** @type {any} */ ('@@timkiem-manifest@@');

/**
 * How to open the index of each folder whose script has run, and which that is.
 * @type {Map<string, (() => Promise<OpenIndex>) & { index?: string }>}
 */
const folders = (/** @type {any} */ (globalThis)[Symbol.for('timkiem')] ??= new Map());

/** @type {Promise<WebAssembly.Module> | undefined} */
let engine;

/**
 * Makes the folder of a script known, and says which it is.
 * @param {string} script
 */
export function register(script) {
  const folder = new URL('.', script).href;
  // The script and the module of a folder share one engine; a script of another build takes its place.
  if (folders.get(folder)?.index === manifest.index) return folder;
  const open = async () => {
    // What failed is tried again next time.
    const compiled = (engine ??= twice((how) => compile(folder + manifest.wasm, how)).catch((error) => {
      engine = undefined;
      throw error;
    }));
    return twice(async (how) => {
      const address = folder + manifest.index;
      const [file, module] = await Promise.all([bring(address, how), compiled]);
      return new OpenIndex(module, file, address, folder, manifest.build);
    });
  };
  folders.set(folder, Object.assign(open, { index: manifest.index }));
  return folder;
}

/**
 * Opens the index in a folder.
 * @param {string} folder
 * @returns {Promise<OpenIndex>}
 */
export async function openIndex(folder) {
  const open = folders.get(folder) ?? (await twice((again) => run(folder, again)));
  return open().catch(async (error) => {
    if (error.code !== 'engine/refused' && (await isReplaced(folder))) return openIndex(folder);
    throw coded(error);
  });
}

/**
 * Whether there is another index in a folder by now, as where files are gone
 * that a script from a cache, or of a page that has long been open, asks for.
 * From then on that is opened.
 * @param {string} folder
 */
export async function isReplaced(folder) {
  if (packed) return false;
  const open = folders.get(folder);
  return (await run(folder, true).catch(() => open)) !== open;
}

/**
 * How to open the index of a folder, once its script has run.
 * @param {string} folder
 * @param {unknown} [again] - Past all caches: by a name that is another each minute.
 */
async function run(folder, again) {
  await byScript(`${folder}timkiem.js${again ? `?${Date.now() >>> 16}` : ''}`);
  const open = folders.get(folder);
  if (!open) throw problem('index/missing', `an index in ${folder}`, 'none', 'check the address');
  return open;
}

/**
 * The folder with the strings of each language, as `loadStrings` wants it.
 * @param {string} home - The folder of the script.
 */
export function stringsFolder(home) {
  return `${home}${manifest.strings}/`;
}

/**
 * @param {string} address
 * @param {RequestInit} [how]
 */
async function compile(address, how) {
  const streams = await bring(address, how);
  let bytes = new Uint8Array();
  try {
    bytes = await joined(streams);
    const module = await WebAssembly.compile(bytes);
    // What comes next is a task of its own, so that neither keeps the page waiting.
    await new Promise((resolve) => setTimeout(resolve));
    return module;
  } catch (error) {
    // Bytes that are a module are forbidden by the page, or by a browser that has locked all of it away.
    if (globalThis.WebAssembly?.validate(bytes) ?? true) throw problem('engine/refused', 'a page that allows WebAssembly', `one that does not (${error})`, "allow 'wasm-unsafe-eval' in its policy");
    throw problem('index/corrupt', `${address} as it was built`, `other bytes (${error})`);
  }
}
