/**
 * Bringing the files of an index, over http, from a disk, or out of a page
 * that has them in itself.
 *
 * In: the address of a file that `timkiem build` wrote. Out: its content,
 * inflated; or an error that says what was expected, what was found and what
 * to do. Invariant: the same file each way; where a browser refuses to fetch
 * (`file://`), a script element loads it; for what is in the page nothing is
 * requested (packed.js). src/index/file.rs writes them.
 */
import { trusted } from './trusted.js';

/**
 * What gives the files that are in the page itself, if it is such a page, and in which folder they would be.
 * @type {((address: string) => Promise<Uint8Array<ArrayBuffer>>) & { home: string } | undefined}
 */
export const packed = /** @type {any} */ (globalThis).timkiemPacked;

/** After how many milliseconds what failed is tried once more. */
const AGAIN = 400;
/** After how many milliseconds without a byte nothing is hoped for any more: on the slowest line there is some. */
const SILENCE = 30_000;

/**
 * Brings something and makes what it is to be of it; once more if that fails.
 * @template Made
 * @param {(how?: RequestInit) => Promise<Made>} make
 * @returns {Promise<Made>}
 */
export function twice(make) {
  return make().catch(async (error) => {
    if (error.code === 'engine/refused') throw error;
    await new Promise((go) => setTimeout(go, AGAIN));
    // What a cache has kept may be what is wrong.
    return make({ cache: 'reload' });
  });
}

/**
 * The content of a file.
 * @param {string} address
 * @param {RequestInit} [how] - Heeded where it is fetched.
 */
export async function bring(address, how) {
  const deflated = await deflatedAt(address, how);
  const inflated = new Blob([deflated]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  const content = await new Response(inflated).arrayBuffer().catch((error) => {
    throw problem('index/corrupt', `${address} as it was built`, `other bytes (${error})`);
  });
  return new Uint8Array(content);
}

/**
 * @param {string} address
 * @param {RequestInit} [how]
 */
async function deflatedAt(address, how) {
  if (packed) {
    return packed(address).catch((why) => {
      throw missing(address, why);
    });
  }
  return unwrap(isOnDisk(address) ? bytes(await byScript(address)) : await byFetch(address, how), address);
}

/** @param {string} address */
export function isOnDisk(address) {
  return address.startsWith('file:');
}

/** What the files call that scripts load: keeps what they are. */
Object.assign(globalThis, {
  /** @param {() => void} data */
  timkiemPart: (data) => Object.assign(/** @type {any} */ (document.currentScript), { data: `timkiemPart(${data})` }),
});

/**
 * The text of a script that hands something over; nothing if it is no such script.
 * @param {string} address
 * @returns {Promise<string | undefined>}
 */
export function byScript(address) {
  const script = document.createElement('script');
  script.charset = 'x-user-defined';
  script.src = trusted(address);
  return new Promise((resolve, reject) => {
    script.onload = () => resolve(/** @type {any} */ (script).data);
    script.onerror = () => reject(missing(address, 'it does not open'));
    document.head.append(script);
  }).finally(() => script.remove());
}

/**
 * @param {string} address
 * @param {RequestInit} [how]
 */
async function byFetch(address, how) {
  const stop = new AbortController();
  const hang = () => stop.abort(`silence for ${SILENCE / 1000} s`);
  how?.signal?.addEventListener('abort', hang);
  let silence = setTimeout(hang, SILENCE);
  const heard = new TransformStream({
    transform(chunk, to) {
      clearTimeout(silence);
      silence = setTimeout(hang, SILENCE);
      to.enqueue(chunk);
    },
  });
  try {
    const { ok, status, body } = await fetch(address, { ...how, signal: stop.signal });
    if (!ok) throw `the host answered ${status}`;
    return new Uint8Array(await new Response(body?.pipeThrough(heard)).arrayBuffer());
  } catch (error) {
    throw missing(address, stop.signal.reason ?? error);
  } finally {
    clearTimeout(silence);
  }
}

/** @param {string} [text] */
function bytes(text = '') {
  // The low eight bits of each character are the byte.
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/**
 * @param {Uint8Array<ArrayBuffer>} file
 * @param {string} address
 */
function unwrap(file, address) {
  const before = 'timkiemPart(()=>{/*';
  if (new TextDecoder().decode(file.subarray(0, before.length)) !== before) {
    throw problem('index/foreign', `the file ${address}`, 'another file');
  }
  let length = 0;
  for (let at = before.length; at < file.length - 4; at++) {
    file[length++] = file[at];
    // A star that would end the comment has a backslash after it.
    if (file[at] === 42 && file[at + 1] === 92) at++;
  }
  return file.subarray(0, length);
}

/**
 * @param {string} address
 * @param {unknown} why
 */
function missing(address, why) {
  return problem('index/missing', `the file ${address}`, `none (${why})`);
}

/**
 * What was thrown, if it says what it is; else that the engine has failed: for want of memory or of something that
 * other browsers have, or by a mistake.
 * @param {any} thrown
 * @returns {import('./timkiem.d.ts').TimkiemError}
 */
export function coded(thrown) {
  return thrown?.code ? thrown : problem('engine/failed', 'a running engine', `one that does not (${thrown})`, 'search again');
}

/**
 * @param {string} code
 * @param {string} expected
 * @param {string} found
 * @param {string} remedy
 * @returns {import('./timkiem.d.ts').TimkiemError}
 */
export function problem(code, expected, found, remedy = 'upload the folder again') {
  return Object.assign(new Error(`expected ${expected}, found ${found}; ${remedy}`), { code });
}
