/**
 * The module: an index without any interface, and the element on demand. The
 * types beside it, `timkiem.d.ts`, say what it takes and gives.
 *
 *     import { open } from '/timkiem/timkiem.mjs';
 *     const index = await open('/timkiem/');
 *     const page = await index.search('bien gioi');
 */
import { openEngine, problem, register } from './runtime.js';
import { define as defineAt } from './tim-kiem.js';

const home = register(import.meta.url);

/** @type {typeof import('./timkiem.d.ts').open} */
export async function open(folder = home) {
  /** @type {import('./runtime.js').OpenEngine | undefined} */
  let opened = await openEngine(new URL(folder.replace(/\/?$/, '/'), document.baseURI).href);
  const engine = () => {
    if (opened) return opened;
    throw problem('index/closed', 'expected an open index, found one that was closed; open it again');
  };
  return {
    async search(query, { limit = 10, offset = 0 } = {}) {
      return engine().search(String(query ?? ''), whole(limit), whole(offset), false);
    },
    async document(id, { query = '' } = {}) {
      return engine().document(String(id ?? ''), String(query ?? ''), false);
    },
    close() {
      opened?.free();
      opened = undefined;
    },
  };
}

/**
 * A number that counts, whatever was given.
 * @param {number} given
 */
function whole(given) {
  return Math.min(Math.max(Math.trunc(Number(given)) || 0, 0), 0xffffffff);
}

/** @type {typeof import('./timkiem.d.ts').define} */
export function define() {
  defineAt(home);
}
