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
import { isReplaced, openIndex, register } from './runtime.js';

const home = register(import.meta.url);

/** @type {typeof import('./timkiem.d.ts').open} */
export async function open(folder) {
  const place = folder ? addressOf(String(folder)) : home;
  const index = await openIndex(place);
  /**
   * Where a part is gone there may be another index by now: that is opened next, whatever copies of this one there are.
   * @template {{ error?: { code: string } }} T
   * @param {Promise<T>} answer
   */
  const looked = async (answer) => {
    const { error } = await answer.catch((error) => ({ error }));
    if (error?.code === 'index/missing') await isReplaced(place);
    return answer;
  };
  return {
    async search(query, asked) {
      const { limit = 10, offset = 0, literal = false, sort, signal, ...conditions } = asked ?? {};
      const options = { where: written(conditions), limit: whole(limit), offset: whole(offset), literal: Boolean(literal), sort: String(sort ?? '') };
      return looked(index.search(String(query ?? ''), options, signal));
    },
    async document(id, asked) {
      const { query, signal } = asked ?? {};
      return looked(index.document(String(id ?? ''), { query: String(query ?? '') }, signal));
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
