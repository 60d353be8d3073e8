/**
 * Keeping an index whole, to be searched without a network.
 *
 * In: the cache of a generation, and the address of its folder. Out: all its
 * parts in the cache, and a mark that they are. Invariant: what is there is
 * not loaded again, so that whoever is interrupted goes on where that was, but
 * a device that is full gets its room back; a part is kept, or there, only if
 * it is as long as the build says.
 */
import { cacheNames, generation } from './generation.js';

/** How many parts are loaded at once. */
const AT_ONCE = 6;
/** What the mark is called: no build writes a file of that name. */
const MARK = 'kept-whole';
/** What every file begins with that never changes: src/index/file.rs writes it. */
const BEFORE = 'timkiemPart(';

/**
 * Loads all parts that are not there yet.
 * @param {Cache} cache
 * @param {string} scope
 * @param {{ signal?: AbortSignal, progress?: (left: number) => void }} [how] - `progress` is told how many bytes are left.
 */
export async function keep(cache, scope, { signal, progress } = {}) {
  const failed = new AbortController();
  const ended = signal ? AbortSignal.any([signal, failed.signal]) : failed.signal;
  const all = await partsOf(scope, ended);
  const missing = new Map(all);
  for (const { url } of await cache.keys()) {
    const size = missing.get(url);
    if (size !== undefined && (await sized(await cache.match(url), size))) missing.delete(url);
  }
  let left = 0;
  for (const size of missing.values()) left += size;
  progress?.(left);
  const waiting = missing.entries();
  /** @type {string[]} */
  const added = [];
  const work = async () => {
    for (const [address, size] of waiting) {
      ended.throwIfAborted();
      // Another generation may have the very same part.
      const content = (await sized(await caches.match(address), size)) ?? (await (await load(address, ended)).blob());
      if (content.size !== size) throw new Error(`expected ${size} bytes at ${address}, found ${content.size}; try again`);
      await cache.put(address, new Response(content, { headers: { 'content-type': 'text/javascript' } }));
      added.push(address);
      left -= size;
      progress?.(left);
    }
  };
  const works = Array.from({ length: AT_ONCE }, work);
  try {
    await Promise.all(works);
    // In another tab all of it may have been removed meanwhile.
    const there = new Set((await cache.keys()).map(({ url }) => url));
    if (!all.every(([address]) => there.has(address))) throw new Error('expected all parts in the cache, found that some were removed; try again');
    await cache.put(scope + MARK, new Response());
  } catch (error) {
    failed.abort();
    await Promise.allSettled(works);
    if (isFull(error)) await Promise.all(added.map((address) => cache.delete(address)));
    throw error;
  }
}

/**
 * What a cache has of a part, if it is as long as that: a host may once have
 * answered with another file.
 * @param {Response | undefined} copy
 * @param {number} size
 */
async function sized(copy, size) {
  const content = await copy?.blob();
  return content?.size === size ? content : undefined;
}

/**
 * Whether this is a file of an index, and not what a host says in its place.
 * @param {Blob} content
 */
export async function isFile(content) {
  return (await content.slice(0, BEFORE.length).text()) === BEFORE;
}

/**
 * Whether there is no more room on the device.
 * @param {unknown} error
 */
export function isFull(error) {
  return error instanceof Error && error.name === 'QuotaExceededError';
}

/**
 * Whether an index is kept whole, of any generation or of those in these caches.
 * @param {string} scope
 * @param {string[]} [names]
 */
export async function isKept(scope, names) {
  for (const name of names ?? (await cacheNames(scope))) {
    if (await (await caches.open(name)).match(scope + MARK)) return true;
  }
  return false;
}

/**
 * Gives the room of all parts back. What the page needs to open stays.
 * @param {string} scope
 */
export async function giveUp(scope) {
  for (const name of await cacheNames(scope)) {
    const cache = await caches.open(name);
    await cache.delete(scope + MARK);
    const parts = (await cache.keys()).filter(({ url }) => url.startsWith(`${scope}parts-`));
    await Promise.all(parts.map((part) => cache.delete(part)));
  }
}

/**
 * The address and the size of every part.
 * @param {string} scope
 * @param {AbortSignal} signal
 * @returns {Promise<[string, number][]>}
 */
async function partsOf(scope, signal) {
  if (!generation.parts) return [];
  const folder = `${scope}${generation.parts}/`;
  const response = await load(`${folder}files.json`, signal);
  const sizes = /** @type {Record<string, number>} */ (await response.json());
  return Object.entries(sizes).map(([name, size]) => [`${folder}${name}.js`, size]);
}

/**
 * @param {string} address
 * @param {AbortSignal} signal
 */
async function load(address, signal) {
  // Neither the worker nor the browser needs a copy of its own.
  const response = await fetch(address, { cache: 'no-store', signal });
  if (!response.ok) throw new Error(`expected the file ${address}, found none (the host answered ${response.status}); try again`);
  return response;
}
