/**
 * An article to be read, its hits marked: for documents that have no pages of
 * their own.
 *
 * In: the nodes of an article as the engine made them. Out: the article with
 * what leads through its hits, back, and to a passage of it. Invariant: it has
 * the focus as soon as it is shown.
 */
import { go } from './address.js';
import { button, create } from './dom.js';
import { fill } from '../strings.js';

export class Reader {
  article = create('article', 'article');
  /** What is above it. */
  #tools;
  #back;
  #previous = button('previous', '↑', () => this.#move(-1));
  #next = button('next', '↓', () => this.#move(1));
  #between;
  #copy = button('copy', '', () => this.#share());
  #count = create('span', 'hit-count');
  #said = create('span', 'said');
  /**
   * Its hits: marks that stand side by side are one.
   * @type {HTMLElement[][]}
   */
  #hits = [];
  /** Which of them is the current one. */
  #at = 0;
  /** Known before anything is said. @type {import('./wording.js').Wording} */
  #wording = /** @type {any} */ (undefined);
  /** Of a paragraph. @type {(passage: number) => string} */
  #address = String;

  /** @param {() => void} back - What leads out of it. */
  constructor(back) {
    this.#back = button('back', '', back);
    this.#between = create('span', 'hits', this.#previous, this.#count, this.#next);
    this.#tools = create('div', 'tools', this.#back, this.#between, this.#copy, this.#said);
    this.article.tabIndex = -1;
    this.article.hidden = true;
    this.#count.role = this.#said.role = 'status';
  }

  /** @param {import('./wording.js').Wording} wording */
  speak(wording) {
    this.#wording = wording;
    const { strings } = wording;
    this.#back.textContent = strings.back;
    this.#copy.textContent = strings.copy;
    this.#previous.ariaLabel = this.#previous.title = strings.previous;
    this.#next.ariaLabel = this.#next.title = strings.next;
    const original = this.article.querySelector('[part=original]');
    if (original) original.textContent = strings.source;
    wording.writeDates(this.article);
    this.#turn(this.#at);
  }

  /**
   * @param {DocumentFragment} nodes
   * @param {string} language - Of the index.
   * @param {string} passage - The paragraph to begin with: its number, or all of it after a point.
   * @param {(passage: number) => string} address - Of a paragraph.
   */
  show(nodes, language, passage, address) {
    const text = create('div', 'text', nodes);
    text.lang = language;
    this.#address = address;
    this.#hits = together([...text.querySelectorAll('mark')]);
    this.#between.hidden = this.#hits.length === 0;
    this.#said.textContent = '';
    this.article.replaceChildren(this.#tools, text);
    this.speak(this.#wording);
    this.article.hidden = false;
    this.article.focus({ preventScroll: true });
    const paragraphs = this.#paragraphs;
    const paragraph = passage ? (paragraphs[+passage] ?? paragraphs.find(({ textContent }) => `.${textContent}` === passage)) : undefined;
    paragraph?.part.add('named');
    const first = this.#hits.findIndex(([mark]) => paragraph?.contains(mark));
    this.#turn(Math.max(first, 0));
    (paragraph ?? this.article).scrollIntoView();
    this.#hits[paragraph ? first : 0]?.[0].scrollIntoView({ block: 'nearest' });
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
    this.#hits[this.#at]?.forEach((mark) => mark.part.remove('current'));
    this.#at = number;
    this.#hits[number]?.forEach((mark) => mark.part.add('current'));
    this.#count.textContent = fill(this.#wording.strings.hit, { number: this.#wording.number(number + 1), count: this.#wording.number(this.#hits.length) });
  }

  /** The paragraph with the current hit. */
  #paragraph() {
    return Math.max(this.#paragraphs.findIndex((paragraph) => paragraph.contains(this.#hits[this.#at]?.[0])), 0);
  }

  /** Hands out the address of the paragraph with the current hit. */
  async #share() {
    const { strings } = this.#wording;
    const address = this.#address(this.#paragraph());
    // Where a clipboard is not to be had, the address bar has it; else whoever reads this.
    go('replaceState', address);
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
