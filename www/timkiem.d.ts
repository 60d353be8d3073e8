/** A stretch of text in pieces that concatenate to it: what they say, and whether they are hits. */
export type Passage = [text: string, isHit: boolean][];

/** A document that answers a query. */
export interface Hit {
  /** Names the document within its index. */
  id: string;
  /**
   * Where it can be opened, as it says itself; null if it lives in the index only. A build takes http, https, mailto and
   * relative addresses only, and the element follows no others.
   */
  url: string | null;
  title: Passage;
  /** `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, as precisely as is known. */
  date: string | null;
  /** Higher is better; comparable within one page of hits only. */
  score: number;
  /** The passage that answers. */
  snippet: Passage;
  /** The sections of it that answer best, in the order of the page, each with an address of its own. */
  sections: { title: Passage; url: string | null; snippet: Passage }[];
  /** Whatever else is known: `author`, `publisher`, `source`; `image` beside the index is relative to its folder. It has these names only, no `constructor` or the like. */
  meta: Record<string, string>;
}

/** What a query is answered with. */
export interface Page {
  /** How many documents answer. */
  total: number;
  /**
   * Whether that is about how many: so it is of phrases of three words or more, asked for or excluded, until all are
   * given.
   */
  estimated: boolean;
  /** How long the engine took, in milliseconds, not counting what it waited for. */
  tookMs: number;
  /** What the query was taken for where it was corrected; null if it was not. */
  corrected: { from: string; to: string } | null;
  /** Other ways of writing it that were looked for too: what an acronym stands for. */
  expanded: string[];
  /** What the query may become once its last word is finished, the likeliest first. */
  suggestions: string[];
  /**
   * How many hits have each value of what they can be filtered by: for a name that is filtered by, as if it were not.
   * It has these names and values only, no `constructor` or the like.
   */
  facets: Record<string, Record<string, number>>;
  /**
   * Whether some part of the index was wanted and could not be loaded, though
   * it was tried twice: then there may be more hits than these, in another
   * order. The next search tries again.
   */
  partial: boolean;
  /** Of a partial page: why, naming the file. */
  error?: TimkiemError;
  /** The best of them, in order. */
  hits: Hit[];
}

/** A document as it is stored. */
export interface Article {
  id: string;
  url: string | null;
  title: Passage;
  date: string | null;
  /** A passage for each paragraph. */
  text: Passage[];
  meta: Record<string, string>;
}

/**
 * An error of this package. Its message says what was expected, what was
 * found and what to do; its code is stable: `index/missing`, `index/corrupt`,
 * `index/foreign`, `index/mixed`, `index/version`, `index/closed`,
 * `document/unknown`, `filter/unknown`, `engine/refused`, `engine/failed`. After
 * that one, for want of memory or by a mistake, an index is closed; it can be
 * opened again. So can one whose files are `index/missing`: where the folder has
 * been replaced meanwhile, that opens the index which is there now.
 */
export interface TimkiemError extends Error {
  code: string;
}

/** What documents must have: of a name one value, any of several, or all or none of some. */
export type Filters = Record<string, string | string[] | { any?: string[]; all?: string[]; none?: string[] }>;

/** How a query is to be answered. */
export interface Options {
  /** How many hits at most: 10; none if it is below 0 or no number. */
  limit?: number;
  /** How many of the best to leave out: 0, also if it is below 0 or no number. */
  offset?: number;
  /** Whether it is taken as typed: not corrected, and no synonyms or abbreviations looked for. */
  literal?: boolean;
  /** A name that no document has, or a date that is none, rejects with `filter/unknown`. */
  filters?: Filters;
  /** Published from then on: `2024`, `2024-11` or `2024-11-05`. */
  from?: string;
  /** Published up to then. */
  to?: string;
  /** `relevance`, as for any name that no document has; `date`, newest first; or another name to sort by; with `:asc` or `:desc`. */
  sort?: string;
}

/** An open index. */
export interface Index {
  /**
   * The best hits for a query. Loads what parts of the index it needs; `signal` ends that, except for
   * parts that another answer waits for, and rejects with its reason.
   */
  search(query: string, options?: Options & { signal?: AbortSignal }): Promise<Page>;
  /**
   * A stored document; with a query, its hits marked, as far as they are
   * known. Rejects with `document/unknown`, or with the error of a part that
   * it cannot do without.
   */
  document(id: string, options?: { query?: string; signal?: AbortSignal }): Promise<Article>;
  /** Gives its memory back; nothing can be asked of it after that. */
  close(): void;
}

/** Opens the index in a folder that `timkiem build` wrote; without one, in that of this module. */
export function open(folder?: string): Promise<Index>;

/**
 * Defines the element <tim-kiem>, which it loads; its index is in the folder of
 * this module unless `src` names another.
 */
export function define(): Promise<void>;

/** The element; its attributes, parts and custom properties are at the head of www/element/tim-kiem.js. */
export interface TimKiemElement extends HTMLElement {
  /** Leads to the box, in the dialog if it is in one. */
  focus(options?: FocusOptions): void;
  /** Leads to the box, with what is in it ready to be typed over. */
  open(): void;
  /** Closes the dialog, or what covers the page. */
  close(): void;
  /** Searches for this as if it had been typed; ends when that is answered. */
  search(query: string): Promise<unknown>;
}

/** What the element tells, with `detail`. All of these bubble and leave shadow trees. */
export interface TimKiemEvents {
  /** A query was answered. */
  'tim-kiem-search': CustomEvent<Page & { query: string }>;
  /** A query found nothing. */
  'tim-kiem-empty': CustomEvent<{ query: string }>;
  /** A hit was chosen. It is not followed if the event is cancelled. */
  'tim-kiem-select': CustomEvent<{ id: string; url: string | null }>;
  /** Something could not be done, or not wholly. */
  'tim-kiem-error': CustomEvent<{ error: TimkiemError }>;
}

declare global {
  interface HTMLElementTagNameMap {
    'tim-kiem': TimKiemElement;
  }
  interface HTMLElementEventMap extends TimKiemEvents {}
  interface DocumentEventMap extends TimKiemEvents {}
  interface WindowEventMap extends TimKiemEvents {}
}
