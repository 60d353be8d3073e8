/**
 * The module: an index without any interface, and the element on demand. The
 * types beside it, `timkiem.d.ts`, say what it takes and gives.
 *
 *     import { open } from '/timkiem/timkiem.mjs';
 *     const index = await open('/timkiem/');
 *     const page = await index.search('bien gioi');
 */
import { written } from './conditions.js';
import { byScript, problem } from './files.js';
import { openIndex, register } from './runtime.js';

const home = register(import.meta.url);

/** @type {typeof import('./timkiem.d.ts').open} */
export async function open(folder) {
  const index = await openIndex(folder ? addressOf(String(folder)) : home);
  return {
    async search(query, asked) {
      const { limit = 10, offset = 0, literal = false, sort, signal, ...conditions } = asked ?? {};
      const options = { where: written(conditions), limit: whole(limit), offset: whole(offset), literal: Boolean(literal), sort: String(sort ?? '') };
      return index.search(String(query ?? ''), options, signal);
    },
    async document(id, asked) {
      const { query, signal } = asked ?? {};
      return index.document(String(id ?? ''), { query: String(query ?? '') }, signal);
    },
    close() {
      index.close();
    },
  };
}

/**
 * The address of a folder.
 * @param {string} folder
 */
function addressOf(folder) {
  const address = URL.canParse(folder, document.baseURI) ? new URL(folder, document.baseURI) : undefined;
  // No folder has a path that begins nowhere, as `javascript:` and `data:` have.
  if (!address?.pathname.startsWith('/')) throw problem('index/missing', 'the address of a folder', folder, 'correct it');
  address.pathname = address.pathname.replace(/\/?$/, '/');
  address.search = address.hash = '';
  return address.href;
}

/**
 * A number that counts, whatever was given.
 * @param {number} given
 */
function whole(given) {
  return Math.min(Math.max(Math.trunc(Number(given)) || 0, 0), 0xffffffff);
}

/** @type {typeof import('./timkiem.d.ts').define} */
export async function define() {
  // Whoever draws an interface of their own need not load ours.
  await byScript(`${home}timkiem.js`);
}
