// One way to ask every engine. In: the address of an engine's folder. Out: a
// function from a query to its first hits, each with an excerpt.
// Invariant: an excerpt is made for every hit before the answer is given, as a
// page of results needs it.

import { flexsearchOptions, MINISEARCH_OPTIONS } from './rivals.js';

/** @typedef {(query: string, limit: number) => Promise<{ id: string, excerpt: string }[]>} Search */

/** @type {Record<string, (base: string) => Promise<Search>>} */
export const adapters = {
  async timkiem(base) {
    const { open } = await import(`${base}timkiem.mjs`);
    const index = await open(base);
    return async (query, limit) => {
      const { hits } = await index.search(query, { limit });
      return hits.map(({ id, snippet }) => ({ id, excerpt: snippet.map(([text]) => text).join('') }));
    };
  },

  async pagefind(base) {
    const pagefind = await import(`${base}pagefind.js`);
    await pagefind.options({ basePath: base });
    await pagefind.init();
    return async (query, limit) => {
      const { results } = await pagefind.search(query);
      const shown = await Promise.all(results.slice(0, limit).map((result) => result.data()));
      return shown.map(({ meta, excerpt }) => ({ id: meta.id, excerpt }));
    };
  },

  async minisearch(base) {
    const [{ default: MiniSearch }, index] = await Promise.all([import(`${base}library.js`), read(base)]);
    const opened = MiniSearch.loadJSON(await index.text(), MINISEARCH_OPTIONS);
    return async (query, limit) => {
      const hits = opened.search(query).slice(0, limit);
      return hits.map(({ id, text }) => ({ id, excerpt: excerpt(text, query) }));
    };
  },

  async flexsearch(base) {
    const [{ default: FlexSearch }, index] = await Promise.all([import(`${base}library.js`), read(base)]);
    const opened = new FlexSearch.Document(flexsearchOptions(FlexSearch));
    for (const [key, part] of Object.entries(await index.json())) await opened.import(key, part);
    return async (query, limit) => {
      const hits = await opened.searchAsync(query, { limit, enrich: true, merge: true, suggest: true });
      return hits.slice(0, limit).map(({ id, doc }) => ({ id, excerpt: excerpt(doc.text, query) }));
    };
  },
};

function read(base) {
  return fetch(`${base}index.json`);
}

/**
 * For libraries that make none: the text around the first word of the query
 * that is in it as typed. The plainest that will do, so that their times are
 * theirs.
 */
function excerpt(text, query) {
  const inLowerCase = text.toLowerCase();
  const places = query.toLowerCase().split(' ').map((word) => inLowerCase.indexOf(word));
  const start = Math.max(0, (places.find((place) => place >= 0) ?? 0) - 60);
  return text.slice(start, start + 200);
}
