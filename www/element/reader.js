/**
 * An article to be read, its hits marked: for documents that have no pages of
 * their own.
 *
 * In: the nodes of an article as the engine made them. Out: the article with
 * what leads through its hits, back, and to a passage of it. Invariant: it has
 * the focus as soon as it is shown.
 */
import { go } from './address.js';
import { button, create, set } from './dom.js';
import { fill } from '../strings.js';

export class Reader {
  article = create('article', 'article');
  /** What is above it. */
  #tools = create('div', 'tools');
  #count = create('span', 'hit-count');
  #said = create('span', 'said');
  /**
   * Its hits: marks that stand side by side are one.
   * @type {HTMLElement[][]}
   */
  #hits = [];
  /** Which of them is the current one. */
  #at = 0;
  /** @type {import('./wording.js').Wording | undefined} */
  #wording;

  constructor() {
    this.article.tabIndex = -1;
    this.article.hidden = true;
    set(this.#count, { role: 'status' });
    set(this.#said, { role: 'status' });
  }

  /**
   * @param {DocumentFragment} nodes
   * @param {object} how
   * @param {import('./wording.js').Wording} how.wording
   * @param {string} how.language - Of the index.
   * @param {number} how.passage - The paragraph to begin with, if it is one.
   * @param {() => void} how.back
   * @param {(passage: number) => string} how.address - Of a paragraph.
   */
  show(nodes, { wording, language, passage, back, address }) {
    const { strings } = (this.#wording = wording);
    const text = create('div', 'text', nodes);
    text.lang = language;
    wording.writeDates(text);
    const original = text.querySelector('[part=original]');
    if (original) original.textContent = strings.source;
    this.#hits = together([...text.querySelectorAll('mark')]);
    this.#said.textContent = '';
    const move = (/** @type {'previous' | 'next'} */ part, /** @type {string} */ sign, /** @type {number} */ by) => {
      const moves = button(part, sign, () => this.#move(by));
      set(moves, { 'aria-label': strings[part], title: strings[part] });
      return moves;
    };
    const hits = create('span', 'hits', move('previous', '↑', -1), this.#count, move('next', '↓', 1));
    hits.hidden = this.#hits.length === 0;
    const copy = button('copy', strings.copy, () => this.#copy(address(this.#paragraph())));
    this.#tools.replaceChildren(button('back', strings.back, back), hits, copy, this.#said);
    this.article.replaceChildren(this.#tools, text);
    this.article.hidden = false;
    this.article.focus({ preventScroll: true });
    const paragraph = this.#paragraphs[passage];
    paragraph?.part.add('named');
    this.#turn(Math.max(this.#hits.findIndex(([mark]) => paragraph?.contains(mark)), 0));
    if (paragraph) return paragraph.scrollIntoView({ block: 'center' });
    this.article.scrollIntoView();
    this.#hits[0]?.[0].scrollIntoView({ block: 'nearest' });
  }

  hide() {
    this.article.hidden = true;
    this.article.replaceChildren();
    this.#hits = [];
  }

  get #paragraphs() {
    return /** @type {HTMLElement[]} */ ([...this.article.querySelectorAll('[part~=paragraph]')]);
  }

  /** @param {number} by */
  #move(by) {
    const { length } = this.#hits;
    this.#turn((this.#at + by + length) % length);
    this.#hits[this.#at][0].scrollIntoView({ block: 'center' });
  }

  /** Makes a hit the current one, and says so. @param {number} number */
  #turn(number) {
    const wording = /** @type {import('./wording.js').Wording} */ (this.#wording);
    this.#hits[this.#at]?.forEach((mark) => mark.part.remove('current'));
    this.#at = number;
    this.#hits[number]?.forEach((mark) => mark.part.add('current'));
    this.#count.textContent = fill(wording.strings.hit, { number: wording.number(number + 1), count: wording.number(this.#hits.length) });
  }

  /** The paragraph with the current hit. */
  #paragraph() {
    return Math.max(this.#paragraphs.findIndex((paragraph) => paragraph.contains(this.#hits[this.#at]?.[0])), 0);
  }

  /** @param {string} address */
  async #copy(address) {
    const { strings } = /** @type {import('./wording.js').Wording} */ (this.#wording);
    // Where a clipboard is not to be had, the address bar has it; else whoever reads this.
    go('replaceState', address, history.state);
    const copied = await navigator.clipboard?.writeText(address).then(() => true, () => false);
    this.#said.textContent = copied ? strings.copied : location.href === address ? strings.uncopied : address;
  }
}

/**
 * Marks, those together that only a space or a sign parts.
 * @param {HTMLElement[]} marks
 */
function together(marks) {
  /** @type {HTMLElement[][]} */
  const hits = [];
  for (const mark of marks) {
    const before = mark.previousSibling;
    const last = hits.at(-1);
    const isNext = last && before?.nodeType === Node.TEXT_NODE && before.previousSibling === last.at(-1) && !/[\p{L}\p{N}]/u.test(before.textContent ?? '');
    if (isNext) last.push(mark);
    else hits.push([mark]);
  }
  return hits;
}
