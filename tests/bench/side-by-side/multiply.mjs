// A corpus made larger. In: a file of documents and a factor. Out: that many
// times the documents.
// Invariant: the first copy is untouched, so that queries keep their answers;
// every other has ids of its own and its words in another order within each
// sentence, so that it repeats no passage and compresses like new text.

import { readDocuments } from './documents.mjs';
import { seeded, shuffled } from './random.mjs';

/** @param {string} file @param {number} times @returns {AsyncGenerator<import('./documents.mjs').Document>} */
export async function* multiply(file, times, seed = 2) {
  const random = seeded(seed);
  for (let copy = 1; copy <= times; copy++) {
    for await (const document of readDocuments(file)) {
      yield copy === 1 ? document : stirred(document, copy, random);
    }
  }
}

function stirred(document, copy, random) {
  const stir = (text) => text.replace(/[^\n.!?]+/g, (sentence) => shuffled(random, sentence.split(' ')).join(' '));
  return { ...document, id: `${document.id}~${copy}`, title: stir(document.title), text: stir(document.text) };
}
