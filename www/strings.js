/**
 * What the interface says, by language: the files in `strings/` as data.
 * `{name}` in them is filled in; what counts something has a form for each
 * plural category of its language.
 *
 * In: the tag of a language. Out: its strings. Invariant: the language of the
 * index is always there, or English where nobody has written it; the others
 * are loaded when a page is in one, and until then it speaks that of the
 * index. Each script carries only the sections that it needs: `offline` is for
 * pwa/offline.js, the rest for timkiem.js (src/cli/strings.rs sees to that).
 */
import { bring, twice } from './files.js';

/** @typedef {typeof import('./strings/en.json')} Strings */

/** The languages that there are, parted by spaces; www/build.js says it. */
const languages = /** @type {string} */ (/** @type {any} */ (globalThis).TIMKIEM_LANGUAGES);

/**
 * Those that are here, the first from the beginning: `timkiem build` puts it here.
 * @type {Record<string, Strings>}
 */
const here = /** @type {any} */ ('@@timkiem-strings@@');
const [first] = Object.values(here);

/**
 * The strings for a language tag.
 * @param {string} tag
 */
export function stringsFor(tag) {
  return here[named(tag)] ?? first;
}

/**
 * Loads the strings for a language tag; whether there was anything to load.
 * @param {string} tag
 * @param {string} folder - With a file for each language.
 */
export async function loadStrings(tag, folder) {
  const name = named(tag);
  if (here[name] || !languages.includes(name)) return false;
  here[name] = await twice(async (how) => JSON.parse(new TextDecoder().decode(await bring(`${folder}${name}.js`, how))));
  return true;
}

/**
 * The name of the file for a language tag.
 * @param {string} tag
 */
function named(tag) {
  // Intl would know too, but takes as long as a letter's whole answer to be asked first.
  const [language] = tag.split('-');
  if (/^zh\b(?!.*Hans).*\b(Hant|TW|HK|MO)\b/.test(tag)) return 'zh-Hant';
  // Bokmål is the nearest to what is not written here.
  return language === 'no' || language === 'nn' ? 'nb' : language;
}

/**
 * A string with its places filled in.
 * @param {string} text
 * @param {Record<string, string | number>} values
 */
export function fill(text, values) {
  return `${text}`.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}
