/**
 * Links that land: the address of a page, and in it the passage that answers.
 *
 * In: an address and a passage. Out: the address with a text fragment
 * (https://wicg.github.io/scroll-to-text-fragment/) where the browser follows
 * one. Invariant: without it the address is what it was.
 */

/** What parts the passages of a snippet. */
const BETWEEN = ' … ';
/** A longer passage is named by so many words at each of its ends. */
const WORDS = 4;

/**
 * @param {string} address
 * @param {import('../timkiem.d.ts').Passage} passage
 */
export function landing(address, passage) {
  const hit = passage.findIndex(([, isHit]) => isHit);
  if (hit < 0 || !('fragmentDirective' in document)) return address;
  const before = passage.slice(0, hit).map(([text]) => text).join('');
  const text = passage.map(([text]) => text).join('');
  const start = before.lastIndexOf(BETWEEN);
  // Of what is written in lines a browser finds no two together.
  const [line] = text.slice(start < 0 ? 0 : start + BETWEEN.length).split(BETWEEN)[0].trim().split(/\n|\s{2,}/);
  const words = line.split(/\s/);
  const ends = words.length > 2 * WORDS ? [words.slice(0, WORDS), words.slice(-WORDS)] : [words];
  return `${address}${address.includes('#') ? '' : '#'}:~:text=${ends.map((end) => encodeURIComponent(end.join(' ')).replaceAll('-', '%2D'))}`;
}
