/**
 * What the hits must have, and their order, as a visitor chooses them.
 *
 * In: the names that the index can filter and sort by, and how many hits have
 * each value. Out: conditions. Invariant: a value that is chosen stays on the
 * page, and none is made anew while it is there: the focus stays where it is.
 */
import { anyOf } from '../conditions.js';
import { button, create } from './dom.js';

/**
 * @typedef {object} Conditions
 * @property {Record<string, string[]>} filters - Of each name the values of which hits have one.
 * @property {string} from
 * @property {string} to
 * @property {string} sort - Empty if it is the usual one.
 */

/** @typedef {{ box: HTMLInputElement, count: HTMLElement, row: HTMLElement }} Choice */

/** To be sorted by how well documents answer. */
const RELEVANCE = 'relevance';

export class Filters {
  element = create('details', 'filters');
  #summary = create('summary', 'filters-summary');
  #facets = create('div', 'facets');
  #order = create('div', 'order');
  #from = create('input', 'date-input');
  #to = create('input', 'date-input');
  #sort = create('select', 'sort');
  #reset;
  /**
   * The values of each name.
   * @type {Map<string, { group: HTMLElement, values: Map<string, Choice> }>}
   */
  #names = new Map();
  /** What it is sorted by unless somebody chooses. */
  #usual = '';
  /** What it is to be sorted by, also before it is known what there is to choose from. */
  #wanted = '';
  /** @type {import('./wording.js').Wording | undefined} */
  #wording;
  /** How many hits have each value. @type {Record<string, Record<string, number>>} */
  #counted = {};

  /** @param {() => void} changed */
  constructor(changed) {
    this.#reset = button('reset', '', () => {
      this.conditions = { filters: {}, from: '', to: '', sort: '' };
      // The button goes that has the focus.
      this.#summary.focus();
      changed();
    });
    this.element.append(this.#summary, this.#facets, this.#order);
    this.element.addEventListener('change', changed);
    this.element.addEventListener('toggle', () => this.#date());
    this.element.hidden = true;
  }

  /**
   * Offers what the index has, in the words of the reader.
   * @param {import('../open-index.js').Fields} fields
   * @param {string} usual - What it is sorted by unless somebody chooses.
   * @param {import('./wording.js').Wording} wording
   */
  offer({ hasDates, filters, sorts }, usual, wording) {
    const { strings } = (this.#wording = wording);
    const { sort } = this.conditions;
    const orders = [[RELEVANCE, strings.relevance]];
    if (hasDates) orders.push(['date', strings.newest], ['date:asc', strings.oldest]);
    for (const name of sorts) orders.push([`${name}:asc`, `${name} ↑`], [`${name}:desc`, `${name} ↓`]);
    this.#sort.replaceChildren(...orders.map(([value, text]) => new Option(text, value)));
    this.#choose(usual || RELEVANCE);
    this.#usual = this.#sort.value;
    this.#choose(sort || this.#usual);
    this.#summary.textContent = strings.filters;
    this.#reset.textContent = strings.reset;
    const dates = hasDates ? [create('label', 'from', strings.from, this.#from), create('label', 'to', strings.to, this.#to)] : [];
    this.#order.replaceChildren(...dates, create('label', 'sorts', strings.sort, this.#sort), this.#reset);
    this.element.hidden = !filters.length && orders.length === 1;
    this.count(this.#counted);
  }

  /** Forgets the values of an index. */
  forget() {
    this.#names.clear();
    this.#facets.replaceChildren();
  }

  /** Says how many hits have each value. @param {Record<string, Record<string, number>>} facets */
  count(facets) {
    this.#counted = facets;
    for (const [name, counts] of Object.entries(facets)) for (const value in counts) this.#value(name, value);
    for (const [name, { group, values }] of this.#names) {
      const counts = facets[name] ?? {};
      for (const [value, { box, count, row }] of values) {
        // Nothing has a `constructor` too, which is no number.
        const number = Number(counts[value]) || 0;
        count.textContent = this.#wording?.number(number) ?? '';
        // Nor does it go while it has the focus.
        row.hidden = !number && !box.checked && !box.matches(':focus');
      }
      group.hidden = [...values.values()].every(({ row }) => row.hidden);
    }
    this.#reset.hidden = !this.isSet;
  }

  /** Whether anything is chosen that is not so from the beginning. */
  get isSet() {
    const { filters, from, to, sort } = this.conditions;
    return Boolean(from || to || sort || Object.keys(filters).length);
  }

  /** @returns {Conditions} */
  get conditions() {
    const filters = /** @type {Conditions['filters']} */ (/** @type {any} */ ({ __proto__: null }));
    for (const [name, { values }] of this.#names) {
      const chosen = [...values].filter(([, { box }]) => box.checked).map(([value]) => value);
      if (chosen.length) filters[name] = chosen;
    }
    const sort = this.#sort.length ? this.#sort.value : this.#wanted;
    return { filters, from: this.#from.value, to: this.#to.value, sort: sort === this.#usual ? '' : sort };
  }

  /** The same as a query says it, but for the order. */
  get where() {
    const { filters, from, to } = this.conditions;
    const each = Object.entries(filters).map(([name, values]) => anyOf(name, values));
    if (from) each.push(`from:${from}`);
    if (to) each.push(`to:${to}`);
    return each.join(' ');
  }

  set conditions({ filters, from, to, sort }) {
    for (const { values } of this.#names.values()) for (const { box } of values.values()) box.checked = false;
    for (const [name, values] of Object.entries(filters)) for (const value of values) this.#value(name, value).box.checked = true;
    this.#from.type = this.#to.type = 'text';
    this.#from.value = from;
    this.#to.value = to;
    this.#choose(sort || this.#usual);
    if ((this.element.open ||= this.isSet)) this.#date();
    this.count(this.#counted);
  }

  /**
   * Shows dates as the browser does, once they are to be seen: a calendar takes
   * long to make, and few look at it. It throws away what is no whole date, or none.
   */
  #date() {
    for (const input of [this.#from, this.#to]) {
      const { value } = input;
      input.type = 'date';
      if (input.value === value) continue;
      input.type = 'text';
      input.value = value;
    }
  }

  /** Chooses what to sort by, as it is offered. @param {string} sort */
  #choose(sort) {
    this.#wanted = sort;
    [sort, `${sort}:asc`, sort.split(':')[0], RELEVANCE].find((value) => (this.#sort.value = value) === this.#sort.value);
  }

  /** The choice of a value, made if it is not there. @param {string} name @param {string} value */
  #value(name, value) {
    let named = this.#names.get(name);
    if (!named) {
      named = { group: create('fieldset', 'facet', create('legend', 'facet-name', name)), values: new Map() };
      this.#names.set(name, named);
      this.#facets.append(named.group);
    }
    let choice = named.values.get(value);
    if (!choice) {
      const [box, count] = [create('input', 'check'), create('span', 'count')];
      box.type = 'checkbox';
      choice = { box, count, row: create('label', 'value', box, create('span', 'value-name', value), count) };
      named.values.set(value, choice);
      named.group.append(choice.row);
    }
    return choice;
  }
}
