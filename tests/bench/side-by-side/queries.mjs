// What is asked. In: tables of queries and of relevant documents, or the
// documents themselves. Out: queries, each with the documents it is meant to
// find, and ways of typing it badly.
// Invariant: the same input gives the same queries and the same slips.

import { readFile } from 'node:fs/promises';
import { readDocuments } from './documents.mjs';
import { between, oneOf, seeded } from './random.mjs';

/** @typedef {{ text: string, relevant: Set<string> }} Query */

const WORDS_A_QUERY = 4;

/**
 * @param {string} queries lines of id, tab, text
 * @param {string | undefined} qrels lines of query id, document id, relevance, with or without the unused column of TREC
 * @returns {Promise<Query[]>}
 */
export async function readQueries(queries, qrels, limit) {
  const relevant = new Map();
  for (const fields of qrels ? await readTable(qrels) : []) {
    const [query, document, grade] = fields.length > 3 ? [fields[0], fields[2], fields[3]] : fields;
    if (Number(grade) > 0) relevant.set(query, (relevant.get(query) ?? new Set()).add(document));
  }
  const asked = (await readTable(queries)).slice(0, limit);
  return asked.map(([id, text]) => ({ text, relevant: relevant.get(id) ?? new Set() }));
}

/**
 * Neighbouring words of titles, each meant to find its document again.
 * @param {string} file @param {number} documents how many there are @returns {Promise<Query[]>}
 */
export async function knownItems(file, documents, limit, seed = 3) {
  const random = seeded(seed);
  const step = Math.max(1, Math.floor(documents / limit));
  const queries = [];
  let number = 0;
  for await (const { id, title } of readDocuments(file)) {
    if (number++ % step || queries.length === limit) continue;
    const words = title.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
    if (words.length < WORDS_A_QUERY) continue;
    const start = between(random, 0, words.length - WORDS_A_QUERY);
    queries.push({ text: words.slice(start, start + WORDS_A_QUERY).join(' '), relevant: new Set([id]) });
  }
  return queries;
}

/** @param {string} text */
export function unmarked(text) {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('đ', 'd').replaceAll('Đ', 'D');
}

/** The text with one letter lost, swapped or mistaken, inside a word long enough to be known again. */
export function slipped(text, random) {
  const words = text.normalize('NFC').split(' ');
  const long = [...words.keys()].filter((index) => words[index].length >= 4);
  if (!long.length) return text;
  const index = oneOf(random, long);
  const letters = [...words[index]];
  const at = between(random, 1, letters.length - 2);
  const slips = [
    () => letters.splice(at, 1),
    () => letters.splice(at, 2, letters[at + 1], letters[at]),
    () => letters.splice(at, 1, oneOf(random, 'abcdeghiklmnopqrstuvxy')),
  ];
  oneOf(random, slips)();
  words[index] = letters.join('');
  return words.join(' ');
}

async function readTable(file) {
  const lines = (await readFile(file, 'utf8')).split(/\r?\n/);
  return lines.filter(Boolean).map((line) => line.split('\t'));
}
