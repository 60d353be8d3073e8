/**
 * Hits as they stand in the list.
 *
 * In: the options that the engine made (src/web/render.rs), and the page they
 * are of. Out: the same with the addresses they lead to, where that is said.
 * Invariant: an address that the engine did not
 * find safe is never put in.
 */
import { articleAddress, decoded } from './address.js';
import { create } from './dom.js';
import { landing } from './fragment.js';

/** @typedef {import('../timkiem.d.ts').Hit} Hit */

/**
 * Of each option the hit that it is or whose section it is, with what that is
 * called after a point, and whether it is read here.
 * @type {WeakMap<Element, { hit: Hit, isHere: boolean, heading: string | undefined }>}
 */
const hits = new WeakMap();

/** @param {Element} option */
export function hitOf(option) {
  return hits.get(option);
}

/**
 * @param {import('../open-index.js').Page} page
 * @param {object} how
 * @param {string} how.query
 * @param {string} how.place - How the addresses of articles begin.
 * @param {string} how.home - The folder of the index.
 * @param {boolean} how.reads - Whether documents are read here though they have pages of their own.
 */
export function finish(page, { query, place, home, reads }) {
  let [hit, section] = [-1, -1];
  for (const option of page.nodes.children) {
    if (option.part.contains('hit')) [hit, section] = [hit + 1, -1];
    else section++;
    const of = page.hits[hit];
    const { url, snippet } = of.sections[section] ?? of;
    const leads = !reads && option.hasAttribute('href') && url;
    const title = option.querySelector('[part=title]');
    const heading = section < 0 ? undefined : `.${title?.textContent}`;
    hits.set(option, { hit: of, isHere: !leads, heading });
    option.setAttribute('href', leads ? landing(url, snippet) : articleAddress(place, of.id, query, heading));
    if (leads && section < 0) title?.after(create('span', 'trail', trail(option, home)));
  }
}

/**
 * Where a link leads: within the folder that holds the index, or else to which
 * host; what it says itself where that is no address.
 * @param {Element} link
 * @param {string} home
 */
function trail(link, home) {
  const { href } = /** @type {HTMLAnchorElement} */ (link);
  const [path] = href.replace(new URL('..', home).href, '').replace(/^\w+:\/+/, '').split(/[?#]/);
  return path.split('/').filter(Boolean).map(decoded).join(' › ');
}
