/**
 * An open index whose parts are brought as they are needed.
 *
 * In: what is asked. Out: a page of hits or a document, as soon as all parts
 * that the engine needs for it are there or known to be lost. Invariant: no
 * part is asked for that is under way or in the engine; one that cannot be had
 * is tried twice, and then the answer does without it.
 */
import { bring, coded, isOnDisk, problem, twice } from './files.js';
import { instantiate } from './glue.js';

/** @typedef {import('../target/web/timkiem.js').Engine} Engine */
/** @typedef {import('./timkiem.d.ts').TimkiemError} TimkiemError */
/** @typedef {import('./timkiem.d.ts').Page & { nodes: DocumentFragment }} Page */

/**
 * What documents can be filtered and sorted by.
 * @typedef {object} Fields
 * @property {boolean} hasDates
 * @property {string[]} filters
 * @property {string[]} sorts
 */

/**
 * A part under way.
 * @typedef {object} Coming
 * @property {Promise<void>} added - When the engine has it.
 * @property {number} waiting - How many answers wait for it.
 * @property {AbortController | undefined} stop - Ends it, where that can be done.
 */

export class OpenIndex {
  /** @type {Engine | undefined} */
  #engine;
  /** Why there is none. @type {TimkiemError | undefined} */
  #over;
  /** Where the index is, which addresses in it are relative to. */
  #home;
  /** Where the parts are. */
  #folder;
  /**
   * The parts under way, by name.
   * @type {Map<string, Coming>}
   */
  #coming = new Map();

  /**
   * @param {WebAssembly.Module} module - The engine.
   * @param {Uint8Array} file - The first of the index.
   * @param {string} address - Where that is.
   * @param {string} folder - Of the index.
   * @param {string} build - Which it is.
   */
  constructor(module, file, address, folder, build) {
    const engine = this.#run(() => instantiate(module).open(file), address);
    this.#engine = engine;
    this.#home = folder;
    const [parts, language, ...columns] = engine.about.split('\n');
    if (!parts.endsWith(build)) throw problem('index/foreign', `the file ${address}`, 'another file');
    this.#folder = `${folder}${parts}/`;
    this.language = language;
    this.fields = fieldsOf(columns);
  }

  /**
   * A page of hits; if it is to be shown, with nodes that show it.
   * @param {string} query
   * @param {object} options
   * @param {number} options.limit - How many hits at most.
   * @param {number} [options.offset] - How many of the best to leave out.
   * @param {boolean} [options.literal] - Whether the query is taken as typed.
   * @param {string} [options.where] - More conditions, as a query has them, of which others may be chosen.
   * @param {string} [options.always] - Those that hold whatever is chosen.
   * @param {string} [options.sort]
   * @param {boolean} [options.show]
   * @param {AbortSignal} [signal]
   * @returns {Promise<Page>}
   */
  async search(query, { limit, offset = 0, literal, where = '', always = '', sort = '', show }, signal) {
    let tookMs = 0;
    const [wire, error] = await this.#answer((engine, lost) => {
      const started = performance.now();
      const answer = engine.search(lines(query, where, always, sort, lost, literal ? '!' : ''), limit, offset, show ? document : null);
      tookMs += performance.now() - started;
      return answer;
    }, signal);
    const said = pageOf(wire, this.#home);
    const { corrected, partial } = said;
    /** @type {any} - With what was asked for beside. */
    const page = { tookMs, ...said, corrected: corrected && { from: query, to: corrected } };
    return Object.assign(page, show && { nodes: wire.nodes }, partial && { error });
  }

  /**
   * A document; if it is to be shown, nodes that show it.
   * @param {string} id
   * @param {{ query: string, show?: boolean }} options
   * @param {AbortSignal} [signal]
   */
  async document(id, { query, show }, signal) {
    // The id comes last, for it may have lines of its own.
    const [wire] = await this.#answer((engine, lost) => engine.document(`${lines(query, lost)}\n${id}`, show ? document : null), signal);
    if (!show) return reader(wire, this.#home).document();
    for (const link of wire.querySelectorAll('[part=original]')) link.href = resolved(link.getAttribute('href'), this.#home);
    return wire;
  }

  /** Gives its memory back. */
  close() {
    this.#end(problem('index/closed', 'an open index', 'a closed one', 'open it again'));
  }

  /** @param {TimkiemError} why */
  #end(why) {
    this.#over ??= why;
    this.#engine = undefined;
    for (const part of this.#coming.values()) part.stop?.abort();
  }

  /**
   * What the engine gives. One that fails without a word is not asked again: it may have left anything undone.
   * @template Given
   * @param {() => Given} call
   * @param {string} [file] - What it is given, if it may be that.
   */
  #run(call, file) {
    try {
      return call();
    } catch (thrown) {
      const error = coded(thrown);
      if (error !== thrown) this.#end(error);
      if (file) error.message = `${file}: ${error.message}`;
      throw error;
    }
  }

  /**
   * Asks until there is an answer, bringing what is needed. With it, the error
   * of the first part that could not be had.
   * @param {(engine: Engine, lost: string) => any} ask
   * @param {AbortSignal} [signal]
   * @returns {Promise<[any, TimkiemError | undefined]>}
   */
  async #answer(ask, signal) {
    /**
     * The parts that cannot be had, and why.
     * @type {Map<string, TimkiemError>}
     */
    const lost = new Map();
    for (;;) {
      signal?.throwIfAborted();
      const engine = this.#engine;
      if (!engine) throw this.#over;
      const answer = this.#run(() => ask(engine, [...lost.keys()].join(' ')));
      const [error] = lost.values();
      if (typeof answer !== 'string') return [answer, error];
      const need = answer.split(' ');
      if (need.every((name) => lost.has(name))) throw error;
      await this.#bring(need, lost, signal);
    }
  }

  /**
   * Brings parts, all at once; notes those that cannot be had.
   * @param {string[]} names
   * @param {Map<string, TimkiemError>} lost
   * @param {AbortSignal} [signal]
   */
  async #bring(names, lost, signal) {
    const parts = names.map((name) => this.#part(name));
    for (const part of parts) part.waiting++;
    /** @type {PromiseWithResolvers<never>} */
    const aborted = Promise.withResolvers();
    const abort = () => aborted.reject(signal?.reason);
    signal?.addEventListener('abort', abort);
    const added = parts.map((part, number) => part.added.catch((error) => lost.set(names[number], error)));
    try {
      await Promise.race([aborted.promise, Promise.all(added)]);
    } finally {
      signal?.removeEventListener('abort', abort);
      for (const part of parts) if (--part.waiting === 0) part.stop?.abort();
    }
  }

  /**
   * A part under way, from now on if it was not.
   * @param {string} name
   */
  #part(name) {
    const coming = this.#coming.get(name);
    if (coming && !coming.stop?.signal.aborted) return coming;
    const address = `${this.#folder}${name}.js`;
    const stop = isOnDisk(address) ? undefined : new AbortController();
    const added = twice(async (how) => {
      const file = await bring(address, { ...how, signal: stop?.signal });
      this.#run(() => this.#engine?.add(name, file), address);
    });
    /** @type {Coming} */
    const part = { added, waiting: 0, stop };
    this.#coming.set(name, part);
    const forget = () => {
      if (this.#coming.get(name) === part) this.#coming.delete(name);
    };
    added.then(forget, forget);
    return part;
  }
}

/**
 * What the engine is asked, a line each, its letters in one piece as they are in an index.
 * @param {string[]} asked
 */
function lines(...asked) {
  return asked.map((one) => one.normalize().replaceAll('\n', ' ')).join('\n');
}

/**
 * @param {string[]} columns - Each a letter that says what it is for, and its name.
 * @returns {Fields}
 */
function fieldsOf(columns) {
  const named = (/** @type {string} */ use) => columns.filter((column) => column[0] === use).map((column) => column.slice(1));
  return { hasDates: named('d').length > 0, filters: named('f'), sorts: named('s') };
}

/**
 * @param {any} wire
 * @param {string} home
 */
function pageOf(wire, home) {
  const { address, document, next, given, list, passage, string } = reader(wire, home);
  /** @type {import('./timkiem.d.ts').Hit[]} */
  const hits = list(() => {
    const { text, ...shown } = document();
    const score = next();
    const sections = list(() => ({ title: passage(), url: address(), snippet: passage() }));
    return { ...shown, score, snippet: text[0], sections };
  });
  const said = { hits, total: next(), estimated: next() > 0, partial: next() > 0, corrected: given(), expanded: list(string), suggestions: list(string) };
  const facets = named(list(() => [string(), named(list(() => [string(), next()]))]));
  return { ...said, facets };
}

/**
 * An address as it is from anywhere: what a build found beside the index is
 * there wherever the page is.
 * @param {string | null} url
 * @param {string} home - Where the index is.
 */
function resolved(url, home) {
  if (!url?.startsWith('.')) return url;
  const { href } = new URL(url, home);
  // A host shows the page of a folder, a disk shows what is in it.
  return isOnDisk(home) ? href.replace(/\/(#.*)?$/, '/index.html$1') : href;
}

/**
 * Values by name, and nothing else: no document has a `constructor` of its own.
 * @param {[string, any][]} values
 */
function named(values) {
  return /** @type {any} */ ({ __proto__: null, ...Object.fromEntries(values) });
}

/**
 * Reads one thing after the other: src/web/wire.rs says how they come.
 * @param {[string, number[]]} wire
 * @param {string} home - Where the index is.
 */
function reader([text, numbers], home) {
  let [at, end] = [0, 0];
  const next = () => numbers[at++];
  const cut = (/** @type {number} */ length) => text.slice(end, (end += Math.abs(length)));
  const string = () => cut(next());
  const given = () => (numbers[at] < 0 ? (at++, null) : string());
  const address = () => resolved(given(), home);
  /**
   * @template T
   * @param {() => T} one
   * @returns {T[]}
   */
  const list = (one) => Array(next()).fill(0).map(one);
  /** @returns {import('./timkiem.d.ts').Passage} */
  const passage = () =>
    list(() => {
      const length = next();
      return [cut(length), length < 0];
    });
  /** @returns {import('./timkiem.d.ts').Article} */
  const document = () => ({
    id: string(),
    url: address(),
    date: given(),
    title: passage(),
    text: list(passage),
    meta: named(list(() => [string(), string()])),
  });
  return { address, document, next, given, list, passage, string };
}
