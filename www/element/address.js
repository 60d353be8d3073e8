/**
 * What the address of a page says of a search, and of the article that is
 * read.
 *
 * In: the address. Out: a query with its conditions and how many hits are
 * shown, and the other way round. Invariant: what else is in the address stays
 * there as it is.
 *
 * ```text
 * ?q=QUERY&q-from=2024&q-to=2025-08-31&q-sort=date&q-shown=30&q.NAME=VALUE…   with q the name that `url-param` gives
 * #/ID?q=QUERY&p=PASSAGE                                                      of the second element in a page #1/…
 * ```
 *
 * @typedef {import('./filters.js').Conditions} Conditions
 * @typedef {Conditions & { query: string, shown: number }} Search
 */

const CONDITIONS = /** @type {const} */ (['from', 'to', 'sort']);

/** After how many milliseconds without a change the address says what is searched for. */
const SETTLED = 300;

/**
 * The elements in a page, by their numbers: whether there is one.
 * @type {boolean[]}
 */
const places = [];

/** How the addresses of an element's articles begin: of the first element in a page with #/, then #1/. */
export function takePlace() {
  const free = places.indexOf(false);
  const number = free < 0 ? places.length : free;
  places[number] = true;
  return `#${number || ''}/`;
}

/** Gives a place to the next element that needs one. @param {string} place */
export function leavePlace(place) {
  places[+place.slice(1, -1)] = false;
}

/** A search on its way into the address: not every letter of it has a place in the history. */
export class Writing {
  #param;
  #search;
  #reads;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #waiting;
  /** Whether what comes next is another search, with a place of its own. */
  isOther = false;
  /** What the address said when it was last read or written: as long as it says the same, what is chosen since stays. */
  said = '';

  /**
   * @param {() => string} param - The name under which it is kept, empty if it is not.
   * @param {() => Search | undefined} search - What is searched for now; nothing while something else has the address.
   * @param {() => unknown} reads - Whether the address names an article that is no longer read.
   */
  constructor(param, search, reads) {
    this.#param = param;
    this.#search = search;
    this.#reads = reads;
  }

  /** Writes it once it has settled. */
  write() {
    clearTimeout(this.#waiting);
    this.#waiting = setTimeout(() => this.end(), SETTLED);
  }

  /** Writes it now, if it is to be written. */
  end() {
    if (!this.#waiting) return;
    clearTimeout(this.#waiting);
    this.#waiting = undefined;
    const [param, search] = [this.#param(), this.#search()];
    if (!param || !search) return;
    const whole = withSearch(param, search);
    const address = this.#reads() ? whole.split('#')[0] : whole;
    if (address === location.href) return;
    // An empty box is no place to go back to.
    go(this.isOther && readSearch(param) ? 'pushState' : 'replaceState', address);
    this.said = location.search;
    this.isOther = false;
  }
}

/**
 * The search that the address names; nothing if it names none.
 * @param {string} param
 * @returns {Search | undefined}
 */
export function readSearch(param) {
  const params = new URLSearchParams(location.search);
  if (![...params.keys()].some((key) => isOf(param, key))) return;
  const query = (params.get(param) ?? '').replaceAll('\n', ' ');
  // Of any names: `constructor` is one.
  const filters = /** @type {Record<string, string[]>} */ (/** @type {any} */ ({ __proto__: null }));
  for (const [key, value] of params) {
    if (key.startsWith(`${param}.`)) (filters[key.slice(param.length + 1)] ??= []).push(value.normalize());
  }
  const [from, to, sort] = CONDITIONS.map((name) => params.get(`${param}-${name}`) ?? '');
  return { query, filters, from, to, sort, shown: counted(params.get(`${param}-shown`)) };
}

/** Whether a name in the address is of the search that is kept under this one. @param {string} param @param {string} key */
function isOf(param, key) {
  return key.startsWith(param) && /^(-from|-to|-sort|-shown|[.].*)?$/.test(key.slice(param.length));
}

/**
 * A number of hits; 0 if it is none, or more than anybody looks through.
 * @param {any} written
 */
export function counted(written) {
  return Number(/^\d{1,4}$/.exec(written));
}

/**
 * The address of the page with another search in it.
 * @param {string} param
 * @param {Search} search
 */
export function withSearch(param, search) {
  const address = new URL(location.href);
  const params = new URLSearchParams();
  if (search.query) params.set(param, search.query);
  for (const name of CONDITIONS) if (search[name]) params.set(`${param}-${name}`, search[name]);
  for (const [name, values] of Object.entries(search.filters)) for (const value of values) params.append(`${param}.${name}`, value);
  if (search.shown) params.set(`${param}-shown`, String(search.shown));
  // As they are written: what a site has there may be no names and values.
  const others = address.search.slice(1).split('&').filter((one) => ![...new URLSearchParams(one).keys()].some((key) => isOf(param, key)));
  address.search = [...others, params].filter(String).join('&');
  return address.href;
}

/**
 * The article that the address names: its id, the query it is read with, and a
 * passage of it, counted from 0, or a heading after a point: one may be a number.
 * @param {string} place - How the addresses of articles begin.
 * @param {boolean} isBare - Whether it may be without a query: so are the addresses that many sites have of their own.
 */
export function readArticle(place, isBare) {
  const { hash } = location;
  const [id, said] = hash.slice(place.length).split(/\?(.*)/);
  if (!id || !hash.startsWith(place) || !(isBare || /^q=/.test(said))) return;
  const params = new URLSearchParams(said);
  return { id: decoded(id), query: params.get('q') ?? '', passage: params.get('p') ?? '' };
}

/** @param {string} place @param {string} id @param {string} query @param {string | number} [passage] */
export function articleAddress(place, id, query, passage) {
  const at = passage === undefined ? '' : `&p=${encodeURIComponent(passage)}`;
  return `${here()}${place}${encodeURIComponent(id)}?q=${encodeURIComponent(query.toWellFormed())}${at}`;
}

/** The address of the page without what names a place in it. */
export function here() {
  return location.href.split('#')[0];
}

/**
 * Changes the address without loading anything; in place of the one that is
 * there, what a site keeps of that stays.
 * @param {'pushState' | 'replaceState'} how
 * @param {string} address
 * @param {unknown} [state]
 */
export function go(how, address, state = how === 'pushState' ? null : history.state) {
  try {
    history[how](state, '', address);
  } catch {
    // Browsers let it be changed so often only, and in some frames not at all.
  }
}

/**
 * A part of an address as it was before it was escaped; as it is if it is none.
 * @param {string} part
 */
export function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
