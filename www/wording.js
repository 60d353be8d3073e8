/**
 * What is said of an answer in the reader's language.
 *
 * In: pages, errors, dates, and the tag of a language. Out: sentences to be
 * shown as text. Invariant: what is not known for certain is not claimed.
 */
import { fill, stringsFor } from './strings.js';

/**
 * A sentence, and what went wrong in so many words.
 * @typedef {[text: string, detail?: string]} Said
 */

/**
 * What has been found, and why that may not be all.
 * @param {string} query
 * @param {import('./timkiem.d.ts').Page} page
 * @param {string} language
 * @returns {Said}
 */
export function summary(query, page, language) {
  if (!page.error) return [count(query, page, language)];
  if (page.hits.length === 0) return failure(page.error, false, language);
  const partial = fill(stringsFor(language).partial, { why: why(page.error, language) });
  return [`${count(query, page, language)}. ${partial}`, page.error.message];
}

/**
 * Why there is no answer.
 * @param {import('./timkiem.d.ts').TimkiemError} error
 * @param {boolean} isOpen - Whether the index could be opened, so that only an article cannot be read.
 * @param {string} language
 * @returns {Said}
 */
export function failure(error, isOpen, language) {
  const { unknown, unread, broken } = stringsFor(language);
  const text = error.code === 'document/unknown' ? unknown : fill(isOpen ? unread : broken, { why: why(error, language) });
  return [text, String(error.message)];
}

/**
 * @param {import('./timkiem.d.ts').TimkiemError} error
 * @param {string} language
 */
function why({ code }, language) {
  const errors = /** @type {Record<string, string>} */ (stringsFor(language).errors);
  return errors[code] ?? errors.other;
}

/**
 * @param {string} query
 * @param {import('./timkiem.d.ts').Page} page
 * @param {string} language
 */
function count(query, page, language) {
  const strings = stringsFor(language);
  if (page.total === 0) return fill(strings.none, { query });
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  const forms = page.hits.length === page.total ? strings.found : strings.best;
  const category = new Intl.PluralRules(language).select(page.total);
  const text = /** @type {Record<string, string>} */ (forms)[category] ?? forms.other;
  const values = { count: page.total, shown: page.hits.length, ms: page.tookMs };
  const found = fill(text, Object.fromEntries(Object.entries(values).map(([name, value]) => [name, number.format(value)])));
  return page.expanded.length ? `${found}. ${fill(strings.expanded, { ways: page.expanded.join(', ') })}` : found;
}

/**
 * Writes dates in the reader's language, as precisely as they are known.
 * @param {Element} within
 * @param {string} language
 */
export function writeDates(within, language) {
  for (const time of within.querySelectorAll('time')) {
    const [year, month, day] = time.dateTime.split('-').map(Number);
    const options = /** @type {const} */ ({
      year: 'numeric',
      month: month ? 'long' : undefined,
      day: day ? 'numeric' : undefined,
      timeZone: 'UTC',
    });
    const date = new Date(0);
    date.setUTCFullYear(year, (month || 1) - 1, day || 1);
    time.textContent = new Intl.DateTimeFormat(language, options).format(date);
  }
}
