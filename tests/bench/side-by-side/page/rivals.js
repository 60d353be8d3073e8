// How the rivals are set up. Out: the options that a rival's index is built
// with in node and opened with in the page.
// Invariant: both ends use these very options, or the index would not open.

export const MINISEARCH_OPTIONS = {
  fields: ['title', 'text'],
  storeFields: ['title', 'text'],
  searchOptions: { prefix: true, fuzzy: 0.2, boost: { title: 2 } },
};

/** The encoder is one of the library's own, so the library is asked for. */
export function flexsearchOptions({ Charset }) {
  return {
    document: { id: 'id', index: ['title', 'text'], store: ['title', 'text'] },
    tokenize: 'forward',
    context: true,
    encoder: Charset.LatinBalance,
  };
}
