// Documents as files. In: .jsonl or .jsonl.gz, a record a line. Out: the
// records one by one, or a file of such records.
// Invariant: no more than a line is held at a time; a corpus may be larger
// than memory.

import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';

/** @typedef {{ id: string, title: string, text: string, date?: string | null, url?: string }} Document */

/** @param {string} file @returns {AsyncGenerator<Document>} */
export async function* readDocuments(file) {
  const bytes = createReadStream(file);
  const plain = file.endsWith('.gz') ? bytes.pipe(createGunzip()) : bytes;
  // A fault in the first of two piped streams does not reach the second by itself.
  bytes.on('error', (error) => plain.destroy(error));
  for await (const line of createInterface({ input: plain, crlfDelay: Infinity })) {
    if (!line.trim()) continue;
    const record = JSON.parse(line);
    yield { ...record, id: String(record.id), title: record.title ?? '', text: record.text ?? '' };
  }
}

/** @param {string} file @param {Iterable<Document> | AsyncIterable<Document>} documents */
export async function writeDocuments(file, documents) {
  async function* lines() {
    for await (const document of documents) yield `${JSON.stringify(document)}\n`;
  }
  await pipeline(Readable.from(lines()), createWriteStream(file));
}

/** How many documents a file holds, and how many bytes of titles and texts. */
export async function survey(file) {
  const found = { documents: 0, bytes: 0 };
  for await (const { title, text } of readDocuments(file)) {
    found.documents += 1;
    found.bytes += Buffer.byteLength(title) + Buffer.byteLength(text);
  }
  return found;
}
