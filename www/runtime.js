/**
 * Bringing the engine into the page and opening indexes with it.
 *
 * In: the folder of an index. Out: an open engine. Every folder carries the
 * runtime that its index was made for, so an index in another folder is opened
 * by the script there: the two always fit.
 */
import { Engine, initSync } from '../target/web/timkiem.js';

/**
 * What `timkiem build` puts here: which files belong to the index.
 * @type {{ wasm: string, index: string }}
 */
const manifest = /** @type {any} */ ('@@timkiem-manifest@@');

/** @typedef {import('../target/web/timkiem.js').Engine} OpenEngine */

/**
 * How to open the index of each folder whose script has run.
 * @type {Map<string, () => Promise<OpenEngine>>}
 */
const folders = (/** @type {any} */ (globalThis)[Symbol.for('timkiem')] ??= new Map());

/** @type {Promise<unknown> | undefined} */
let engine;

/**
 * Makes the folder of a script known, and says which it is.
 * @param {string} script
 */
export function register(script) {
  const folder = new URL('.', script).href;
  folders.set(folder, async () => {
    // Both at once; what failed is tried again next time.
    engine ??= start(folder + manifest.wasm).catch((error) => {
      engine = undefined;
      throw error;
    });
    await engine;
    return Engine.open(folder + manifest.index);
  });
  return folder;
}

/**
 * Opens the index in a folder.
 * @param {string} folder
 */
export async function openEngine(folder) {
  if (!folders.has(folder)) await byScript(folder + 'timkiem.js');
  const open = folders.get(folder);
  if (!open) throw problem('index/missing', `expected an index in ${folder}, found none; check the address`);
  return open();
}

/** @param {string} address */
async function start(address) {
  const bytes = await bring(address);
  try {
    initSync({ module: await WebAssembly.compile(bytes) });
  } catch (error) {
    // These bytes are a module, so it must be the page that forbids it.
    if (WebAssembly.validate(bytes)) throw problem('engine/refused', `expected a page that allows WebAssembly, found one that does not (${error}); allow 'wasm-unsafe-eval' in its policy`);
    throw problem('index/corrupt', `expected the engine as it was built, found other bytes (${error}); upload the folder again`);
  }
}

/**
 * The content of a file of the index: see src/index/file.rs, which does the
 * same for all files but the engine itself.
 * @param {string} address
 */
async function bring(address) {
  let deflated;
  if (address.startsWith('file:')) {
    const data = await byScript(address);
    if (data === undefined) throw foreign(address);
    deflated = Uint8Array.from(data, (character) => character.charCodeAt(0));
  } else {
    deflated = unwrap(await byFetch(address), address);
  }
  const inflated = new Blob([deflated]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return new Response(inflated).arrayBuffer().catch((error) => {
    throw problem('index/corrupt', `expected ${address} as it was built, found other bytes (${error}); upload the folder again`);
  });
}

/** @param {string} address */
async function byFetch(address) {
  const response = await fetch(address).catch((error) => {
    throw missing(address, error);
  });
  if (!response.ok) throw missing(address, `the host answered ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

/**
 * What a script hands over; nothing if it is no such script.
 * @param {string} address
 * @returns {Promise<string | undefined>}
 */
function byScript(address) {
  const script = document.createElement('script');
  script.charset = 'x-user-defined';
  script.src = address;
  return new Promise((resolve, reject) => {
    script.onload = () => resolve(/** @type {any} */ (script).data);
    script.onerror = () => reject(missing(address, 'it cannot be opened'));
    document.head.append(script);
  }).finally(() => script.remove());
}

/**
 * @param {Uint8Array} file
 * @param {string} address
 */
function unwrap(file, address) {
  const before = 'document.currentScript.data="';
  if (new TextDecoder().decode(file.subarray(0, before.length)) !== before) throw foreign(address);
  const bytes = new Uint8Array(file.length);
  let length = 0;
  for (let at = before.length; at < file.length - 2; at++) {
    let byte = file[at];
    if (byte === 92) {
      byte = file[++at];
      if (byte === 110) byte = 10;
      if (byte === 114) byte = 13;
    }
    bytes[length++] = byte;
  }
  return bytes.subarray(0, length);
}

/**
 * @param {string} address
 * @param {unknown} why
 */
function missing(address, why) {
  return problem('index/missing', `expected the file ${address}, found none (${why}); check that the whole folder is there, then try again`);
}

/** @param {string} address */
function foreign(address) {
  return problem('index/foreign', `expected a file of the index at ${address}, found a file of another kind; upload the folder again`);
}

/**
 * @param {string} code
 * @param {string} message
 */
export function problem(code, message) {
  return Object.assign(new Error(message), { code });
}
