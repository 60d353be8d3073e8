/**
 * The module: an index without any interface, and the element on demand. The
 * types beside it, `timkiem.d.ts`, say what it takes and gives.
 *
 *     import { open } from '/timkiem/timkiem.mjs';
 *     const index = await open('/timkiem/');
 *     const page = await index.search('bien gioi');
 */
import { openEngine, register } from './runtime.js';
import { define as defineAt } from './tim-kiem.js';

const home = register(import.meta.url);

/** @type {typeof import('./timkiem.d.ts').open} */
export async function open(folder = home) {
  const engine = await openEngine(new URL(folder, document.baseURI).href);
  return {
    async search(query, { limit = 10, offset = 0 } = {}) {
      return engine.search(query, limit, offset, false);
    },
    async document(id, { query = '' } = {}) {
      return engine.document(id, query, false);
    },
    close() {
      engine.free();
    },
  };
}

/** @type {typeof import('./timkiem.d.ts').define} */
export function define() {
  defineAt(home);
}
