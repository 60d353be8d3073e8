/**
 * A generation: the files of one build, kept in a cache of its own.
 *
 * In: what `timkiem build` puts here. Out: which files there are and how the
 * caches are called. Invariant: what is in the cache of a generation is of
 * that generation; the worker and the element of a build mean the same one.
 * src/cli/folder/offline.rs writes it.
 *
 * @typedef {object} Generation
 * @property {string} id - Another one if any of the files is another.
 * @property {string} parts - The folder of the parts; empty if all of them are in one file.
 * @property {string} strings - The folder of the strings of each language.
 * @property {string} index - The file of the index.
 * @property {number} bytes - How large all of it is.
 * @property {Record<string, string>} [shell] - For the worker: the files that it installs, and the digest of those that cannot be another.
 */

export const generation = /** @type {Generation} */ (/** @type {any} */ ('@@timkiem-generation@@'));

/**
 * The cache of this generation in a folder.
 * @param {string} scope - The address of the folder.
 */
export function cacheName(scope) {
  return before(scope) + generation.id;
}

/**
 * The caches of all generations in a folder.
 * @param {string} scope
 */
export async function cacheNames(scope) {
  const names = await caches.keys();
  return names.filter((name) => name.startsWith(before(scope)) && /^[0-9a-f]{16}$/.test(name.slice(before(scope).length)));
}

/** @param {string} scope */
function before(scope) {
  return `timkiem-${new URL(scope).pathname}-`;
}
