// Every engine's files. In: an engine's name and the documents. Out: a folder
// a page can search, and what it took to make it.
// Invariant: all begin with the same file of documents and end with files on
// disk, each in a process of its own, so that time and memory compare.

import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './child.mjs';

export const OURS = 'timkiem';
export const ENGINES = [OURS, 'pagefind', 'minisearch', 'flexsearch'];

const BUILD_RIVAL = fileURLToPath(new URL('build-rival.mjs', import.meta.url));
const PATIENCE = 900;

/**
 * @typedef {object} Built
 * @property {number} buildMilliseconds
 * @property {number | undefined} peakBytes
 * @property {number} files
 * @property {number} bytes
 */

/** @returns {Promise<Built>} */
export function buildOurs(timkiem, input, folder, ...flags) {
  return built(folder, timkiem, ['build', input, '--out', folder, '--lang', 'vi', ...flags]);
}

/** @returns {Promise<Built>} */
export function buildRival(engine, input, folder) {
  return built(folder, process.execPath, [BUILD_RIVAL, engine, input, folder]);
}

async function built(folder, command, args) {
  const { milliseconds, peakBytes } = await run(command, args, { patience: PATIENCE });
  const sizes = await Promise.all((await filesIn(folder)).map(async (file) => (await stat(file)).size));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  return { buildMilliseconds: milliseconds, peakBytes, files: sizes.length, bytes };
}

/** What a page loads of timkiem whatever is searched: its code, with the styles and strings inside. */
export async function runtimeFiles(folder) {
  return (await filesIn(folder)).filter((file) => /^(?:timkiem|wasm-.*)\.js$/.test(path.basename(file)));
}

async function filesIn(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));
}
