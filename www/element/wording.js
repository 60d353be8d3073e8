/**
 * What is said in the reader's language.
 *
 * In: pages, errors, dates, numbers. Out: sentences to be shown as text.
 * Invariant: what is not known for certain is not claimed.
 */
import { fill, stringsFor } from '../strings.js';

/**
 * A sentence, and what else there is to say, a line each.
 * @typedef {[text: string, ...details: string[]]} Said
 */

export class Wording {
  /**
   * Writers of dates, by how precise these are. Each takes as long to make as ten hits take to show, and is made when
   * it is needed; so it is with numbers.
   * @type {Record<number, Intl.DateTimeFormat>}
   */
  #dates = {};
  /** @type {Intl.NumberFormat | undefined} */
  #numbers;

  /**
   * @param {string} language - A tag that Intl takes.
   * @param {any} [own] - What the site says in its own words.
   */
  constructor(language, own) {
    this.language = language;
    this.strings = withOwn(stringsFor(language), own);
  }

  /** @param {number} value */
  number(value) {
    return (this.#numbers ??= new Intl.NumberFormat(this.language, { maximumFractionDigits: 1 })).format(value);
  }

  /**
   * What has been found, and why that may not be all.
   * @param {string} query
   * @param {import('../timkiem.d.ts').Page} page
   * @param {number} shown - How many hits are shown.
   * @returns {Said}
   */
  summary(query, page, shown) {
    const { total, estimated, tookMs, expanded, error } = page;
    const { found, best, none, partial } = this.strings;
    if (error && shown === 0) return this.failure(error, false);
    /** @type {Said} */
    const said = [fill(none, { query })];
    if (total > 0) {
      const forms = /** @type {Record<string, string>} */ (shown === total ? found : best);
      said[0] = fill(forms[new Intl.PluralRules(this.language).select(total)] ?? forms.other, { count: (estimated ? '≈ ' : '') + this.number(total), shown: this.number(shown), ms: this.number(tookMs) });
    }
    if (expanded.length) said.push(fill(this.strings.expanded, { ways: new Intl.ListFormat(this.language).format(expanded) }));
    if (error) said.push(fill(partial, { why: this.#why(error) }), error.message);
    return said;
  }

  /**
   * Why there is no answer.
   * @param {import('../timkiem.d.ts').TimkiemError} error
   * @param {boolean} isOpen - Whether the search was sound, so that only an article cannot be read.
   * @returns {Said}
   */
  failure(error, isOpen) {
    const { unknown, unread, broken } = this.strings;
    const text = error.code === 'document/unknown' ? unknown : fill(isOpen ? unread : broken, { why: this.#why(error) });
    return [text, String(error.message)];
  }

  /** @param {import('../timkiem.d.ts').TimkiemError} error */
  #why({ code }) {
    const errors = /** @type {Record<string, string>} */ (this.strings.errors);
    // What a reader can do is the same.
    return errors[code?.replace('foreign', 'missing').replace('mixed', 'version')] ?? errors.other;
  }

  /**
   * Writes dates in the reader's language, as precisely as they are known.
   * @param {ParentNode} within
   */
  writeDates(within) {
    for (const time of within.querySelectorAll('time')) {
      // In another language too.
      time.dateTime ||= time.textContent ?? '';
      const parts = time.dateTime.split('-').map(Number);
      const [year, month, day] = parts;
      const date = new Date(0);
      date.setUTCFullYear(year, (month || 1) - 1, day || 1);
      this.#dates[parts.length] ??= new Intl.DateTimeFormat(this.language, {
        year: 'numeric',
        month: month ? 'long' : undefined,
        day: day ? 'numeric' : undefined,
        timeZone: 'UTC',
      });
      time.textContent = this.#dates[parts.length].format(date);
    }
  }
}

/**
 * Strings, with those of a site in their places; what is none there is passed over.
 * @template Said
 * @param {Said} ours
 * @param {any} own
 * @returns {Said}
 */
function withOwn(ours, own) {
  if (typeof ours !== typeof (own ?? undefined)) return ours;
  if (typeof ours === 'string') return own;
  const all = { ...own };
  for (const name of Object.keys(/** @type {any} */ (ours))) all[name] = withOwn(/** @type {any} */ (ours)[name], own[name]);
  return all;
}
