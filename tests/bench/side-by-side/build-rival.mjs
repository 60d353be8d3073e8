// The command that builds one rival's files: build-rival.mjs ENGINE DOCUMENTS FOLDER.
// In: a file of documents. Out: the rival's index, and its library where it
// writes none itself, in the folder.
// Invariant: titles and texts are searched, and what an excerpt is cut from is
// in the files: a rival must be able to show what timkiem shows.

import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readDocuments } from './documents.mjs';
import { flexsearchOptions, MINISEARCH_OPTIONS } from './page/rivals.js';

const [engine, file, folder] = process.argv.slice(2);

const builders = {
  async pagefind() {
    const { close, createIndex } = await import('pagefind');
    const { index } = await createIndex({ forceLanguage: 'vi' });
    for await (const { id, title, text } of readDocuments(file)) {
      const record = { url: `/${id}`, content: `${title}. ${text}`, language: 'vi', meta: { title, id } };
      const { errors } = await index.addCustomRecord(record);
      if (errors.length) throw new Error(errors.join('; '));
    }
    await index.writeFiles({ outputPath: folder });
    await close();
  },

  async minisearch() {
    const { default: MiniSearch } = await import('minisearch');
    const index = new MiniSearch(MINISEARCH_OPTIONS);
    for await (const document of readDocuments(file)) index.add(document);
    await writeFile(path.join(folder, 'index.json'), JSON.stringify(index));
    await copyLibrary('minisearch/dist/es/index.js');
  },

  async flexsearch() {
    const { default: FlexSearch } = await import('flexsearch');
    const index = new FlexSearch.Document(flexsearchOptions(FlexSearch));
    for await (const document of readDocuments(file)) index.add(document);
    const parts = {};
    await index.export((key, part) => {
      if (part !== undefined) parts[key] = part;
    });
    await writeFile(path.join(folder, 'index.json'), JSON.stringify(parts));
    await copyLibrary('flexsearch/dist/flexsearch.bundle.module.min.js');
  },
};

function copyLibrary(inside) {
  return copyFile(fileURLToPath(new URL(`node_modules/${inside}`, import.meta.url)), path.join(folder, 'library.js'));
}

await mkdir(folder, { recursive: true });
await builders[engine]();
