/**
 * What is below the box: what was found, what the query was taken for, what it
 * may become, what was searched for before.
 *
 * In: pages of hits, one after the other; queries. Out: the panel, and what a
 * visitor presses in it. Invariant: what was found before stays until what
 * takes its place is there, all in one step.
 */
import { fill } from '../strings.js';
import { Announcer } from './announcer.js';
import { Combobox } from './combobox.js';
import { button, create } from './dom.js';
import { finish } from './hits.js';

/**
 * What can be pressed.
 * @typedef {object} Presses
 * @property {(query: string) => void} search - A query that is suggested.
 * @property {() => void} literal - The query, as it is typed.
 * @property {() => void} more
 * @property {() => void} forget - Recent searches.
 */

/** @typedef {(wording: import('./wording.js').Wording) => import('./wording.js').Said} Saying */

export class Results {
  #status = create('p', 'status');
  #corrected = create('p', 'corrected');
  #suggestions = create('div', 'suggestions');
  /** What the site shows where nothing can be found. */
  #fallback = document.createElement('slot');
  #more;
  #forget;
  #presses;
  /** Known before anything is said. @type {import('./wording.js').Wording} */
  #wording = /** @type {any} */ (undefined);
  /**
   * What the status line says.
   * @type {Saying}
   */
  #saying = () => [''];
  /** What it says of the hits. */
  #summary = this.#saying;
  /** What the query was taken for. @type {import('../open-index.js').Page['corrected']} */
  #taken = null;
  list = create('div', 'list');
  announcer = new Announcer();
  combobox;
  panel;
  /** How many hits are shown. */
  shown = 0;

  /**
   * @param {HTMLInputElement} input
   * @param {HTMLElement} filters
   * @param {Presses} presses
   */
  constructor(input, filters, presses) {
    this.#presses = presses;
    this.#more = button('more', '', presses.more);
    this.#forget = button('forget', '', presses.forget);
    this.combobox = new Combobox(input, this.list);
    this.#suggestions.role = 'group';
    this.panel = create('div', 'panel', this.#status, this.#corrected, this.#suggestions, filters, this.#fallback, this.list, this.#more, this.#forget);
    this.clear();
  }

  /** @param {import('./wording.js').Wording} wording */
  speak(wording) {
    this.#wording = wording;
    const { strings } = wording;
    this.#more.textContent = strings.more;
    this.#forget.textContent = strings.forget;
    this.#suggestions.ariaLabel = strings.suggestions;
    wording.writeDates(this.list);
    this.#correct();
    this.say(this.#saying);
  }

  /** Says what the query was taken for, if it was not as typed. @param {import('../open-index.js').Page['corrected']} taken */
  #correct(taken = this.#taken) {
    this.#taken = taken;
    this.#corrected.replaceChildren();
    if (!taken) return;
    const { strings } = this.#wording;
    this.#corrected.append(fill(strings.corrected, taken), ' ', button('literal', fill(strings.literal, taken), this.#presses.literal));
  }

  /** Whether there is nothing below the box but what can be filtered. */
  get isEmpty() {
    return !this.list.hasChildNodes() && !this.#status.textContent;
  }

  get hasMore() {
    return !this.#more.hidden;
  }

  /** Shows nothing. */
  clear() {
    this.list.replaceChildren();
    this.#correct(null);
    this.#suggestions.replaceChildren();
    this.shown = 0;
    this.#more.hidden = this.#forget.hidden = this.#fallback.hidden = true;
    this.sum(() => ['']);
  }

  /**
   * Shows a page of hits in place of those before.
   * @param {import('../open-index.js').Page} page
   * @param {Parameters<typeof finish>[1]} how
   */
  show(page, how) {
    this.clear();
    this.add(page, how);
    this.#correct(page.corrected);
    const others = page.suggestions.filter((suggestion) => suggestion !== how.query.trim());
    this.#suggestions.replaceChildren(...others.map((suggestion) => button('suggestion', suggestion, () => this.#presses.search(suggestion))));
  }

  /**
   * Shows a page of hits below those that are there.
   * @param {import('../open-index.js').Page} page
   * @param {Parameters<typeof finish>[1]} how
   */
  add(page, how) {
    finish(page, how);
    this.#wording.writeDates(page.nodes);
    this.list.append(page.nodes);
    this.shown += page.hits.length;
    // What could not be had may come next time.
    this.#more.hidden = this.shown >= page.total;
    this.#fallback.hidden = !page.error || this.shown > 0;
    const { shown } = this;
    this.sum((wording) => wording.summary(how.query, page, shown));
  }

  /** Offers what was searched for before. @param {string[]} queries */
  remind(queries) {
    this.list.replaceChildren(...queries.map((query) => create('div', 'recent', query)));
    this.#forget.hidden = queries.length === 0;
  }

  /** Says in so many words what was found. @param {Saying} summary */
  sum(summary = this.#summary) {
    this.#summary = summary;
    this.say(summary);
  }

  /**
   * Says why there is no answer, or only half of one.
   * @param {import('../timkiem.d.ts').TimkiemError} error
   * @param {boolean} isOpen - Whether the search was sound, so that only an article cannot be read.
   */
  fail(error, isOpen) {
    if (!isOpen) this.clear();
    this.#fallback.hidden = isOpen;
    this.say((wording) => wording.failure(error, isOpen));
  }

  /** Says something, and again in other words when the language changes. @param {Saying} saying */
  say(saying) {
    this.#saying = saying;
    const [text, ...details] = saying(this.#wording);
    this.#status.replaceChildren(text, ...details.map((detail) => create('small', 'detail', detail)));
    this.announcer.say(text);
  }

  /** After anything was shown or hidden. */
  update() {
    for (const element of [this.#corrected, this.#suggestions, this.list]) element.hidden = !element.hasChildNodes();
    const { recent, results } = this.#wording.strings;
    this.list.ariaLabel = this.#forget.hidden ? results : recent;
    this.combobox.update();
  }
}
