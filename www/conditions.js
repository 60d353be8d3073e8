/**
 * What may be a hit, as it is written in a query: the engine reads it there.
 *
 * In: filters and dates as a script has them. Out: `tag:"a","b" from:"2024"`; an error if a date is none, or values
 * are asked for as nobody can. Invariant: a value is given as it is, in quotes of a kind that it has none of.
 *
 * @typedef {import('./timkiem.d.ts').Filters} Filters
 */
import { problem } from './files.js';

/** @param {{ filters?: Filters, from?: string, to?: string }} conditions */
export function written({ filters = {}, from, to }) {
  const conditions = Object.entries(filters ?? {}).flatMap(([name, asked]) => {
    const { any = [], all = [], none = [], ...others } = asked !== null && typeof asked === 'object' && !Array.isArray(asked) ? asked : { any: asked ?? [] };
    // Passed over, it would let in what was not to be.
    const [other] = Object.keys(others);
    if (other) throw problem('filter/unknown', `any, all or none of the values of ${name}`, other, 'correct it');
    const each = [all].flat().map((value) => anyOf(name, [value]));
    if ([none].flat().length) each.push(`-${anyOf(name, [none].flat())}`);
    if ([any].flat().length) each.push(anyOf(name, [any].flat()));
    return each;
  });
  if (from) conditions.push(anyOf('from', [date(from)]));
  if (to) conditions.push(anyOf('to', [date(to)]));
  return conditions.join(' ');
}

/**
 * A date as it was given, if it is one.
 * @param {unknown} given
 */
function date(given) {
  const written = String(given);
  const day = new Date(written);
  if (/^\d{4}(-\d\d){0,2}$/.test(written) && !isNaN(+day) && day.toISOString().startsWith(written)) return written;
  throw problem('filter/unknown', 'a date as 2024, 2024-11 or 2024-11-05', written, 'correct it');
}

/**
 * One of these values.
 * @param {string} name
 * @param {unknown[]} values
 */
export function anyOf(name, values) {
  return `${name}:${values.map((value) => {
    const text = String(value);
    const quote = text.includes('"') ? (/[“-„]/.test(text) ? '«' : '“') : '"';
    return quote + text + quote;
  })}`;
}
