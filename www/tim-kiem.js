import { landing } from './fragment.js';
import { openIndex } from './runtime.js';
import { fill, stringsFor } from './strings.js';
import css from './tim-kiem.css';
import { failure, summary, writeDates } from './wording.js';

/** After how many milliseconds it is said that something is still loading. */
const LATE = 150;

/**
 * A search box with its results, and the articles for an index whose documents
 * have no pages of their own.
 *
 * @attr {string} src - The folder of the index; by default that of the script.
 * @attr {string} placeholder - What the empty box says.
 * @attr {number} limit - How many hits at most, by default 10.
 * @attr {string} lang - The language of the interface; by default that of the page.
 * @attr {boolean} autofocus - Takes the focus when the page opens.
 *
 * @slot - What shows where scripts are off, and where search does not work.
 * @slot heading - What stands above the box, always.
 *
 * @event tim-kiem-search - A query was answered: { query, total, tookMs, corrected, expanded, suggestions, partial }.
 * @event tim-kiem-empty - A query found nothing: { query }.
 * @event tim-kiem-select - A hit was chosen: { id, url }.
 * @event tim-kiem-error - Something could not be done, or not wholly: { error }.
 *
 * @csspart input, status, corrected, literal, list, hit, section, title, date, snippet, mark
 * @csspart article, back, article-title, byline, author, publisher, source, paragraph
 *
 * @cssproperty --tim-kiem-font, --tim-kiem-accent, --tim-kiem-line
 * @cssproperty --tim-kiem-soft, --tim-kiem-active, --tim-kiem-mark
 */
export class TimKiem extends HTMLElement {
  /** The folder of the index, unless an element names another. */
  static home = '';

  /**
   * The elements in the page, each at its number.
   * @type {(TimKiem | undefined)[]}
   */
  static #all = [];

  #input = create('input', 'input');
  #status = create('p', 'status');
  #corrected = create('p', 'corrected');
  #list = create('div', 'list');
  #article = create('article', 'article');
  #fallback = document.createElement('slot');

  /** @type {ReturnType<typeof openIndex> | undefined} */
  #index;
  /** Counts what was asked, so that a late answer is told from the latest. */
  #turn = 0;
  /** Ends what is being asked. */
  #asking = new AbortController();
  /** The option that the arrow keys have reached. */
  #active = -1;
  /** @type {import('./timkiem.d.ts').Hit[]} */
  #hits = [];
  /**
   * What the status line says of them: a text, and what went wrong.
   * @type {import('./wording.js').Said}
   */
  #summary = [''];
  /** Whether the page's address names an article. */
  #named = false;
  /** Whether the article was opened from the list, so that back leads there. */
  #opened = false;

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open', delegatesFocus: true });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [sheet];
    this.#input.type = 'search';
    this.#input.autocomplete = 'off';
    this.#input.spellcheck = false;
    this.#input.enterKeyHint = 'search';
    set(this.#input, { role: 'combobox', 'aria-autocomplete': 'list', 'aria-controls': 'list', 'aria-expanded': 'false' });
    set(this.#status, { role: 'status' });
    set(this.#list, { role: 'listbox', id: 'list' });
    this.#list.hidden = this.#corrected.hidden = true;
    this.#article.tabIndex = -1;
    this.#article.hidden = true;
    const heading = document.createElement('slot');
    heading.name = 'heading';
    this.#fallback.hidden = true;
    root.append(heading, this.#input, this.#status, this.#corrected, this.#fallback, this.#list, this.#article);

    this.#input.addEventListener('input', () => {
      if (this.#named) this.#leave();
      this.#search();
    });
    this.#input.addEventListener('keydown', (event) => this.#key(event));
    this.#article.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.#back();
    });
    this.#list.addEventListener('click', (event) => this.#select(event));
    // Nothing is loaded before it is likely to be wanted.
    for (const sign of ['focusin', 'pointerenter']) {
      this.addEventListener(sign, () => this.#open().catch(() => {}), { once: true });
    }
  }

  connectedCallback() {
    this.#input.placeholder = this.getAttribute('placeholder') ?? this.#strings.placeholder;
    set(this.#input, { 'aria-label': this.#strings.label });
    set(this.#list, { 'aria-label': this.#strings.results });
    const free = TimKiem.#all.indexOf(undefined);
    TimKiem.#all[free < 0 ? TimKiem.#all.length : free] = this;
    addEventListener('hashchange', this.#follow);
    this.#follow();
    if (this.hasAttribute('autofocus') && this.#article.hidden) this.#input.focus();
  }

  disconnectedCallback() {
    removeEventListener('hashchange', this.#follow);
    TimKiem.#all[TimKiem.#all.indexOf(this)] = undefined;
  }

  /** How the addresses of its articles begin: of the first element in a page with #/, then #1/. */
  get #place() {
    return `#${TimKiem.#all.indexOf(this) || ''}/`;
  }

  /** A tag that Intl takes, however the page writes it. */
  get #language() {
    const written = this.closest('[lang]')?.getAttribute('lang') || document.documentElement.lang;
    try {
      return Intl.getCanonicalLocales(written.replaceAll('_', '-'))[0] ?? navigator.language;
    } catch {
      return navigator.language;
    }
  }

  get #strings() {
    return stringsFor(this.#language);
  }

  #open() {
    const src = this.getAttribute('src');
    const folder = src === null ? TimKiem.home : new URL(src.replace(/\/?$/, '/'), document.baseURI).href;
    return (this.#index ??= openIndex(folder).catch((error) => {
      // The next query tries afresh.
      this.#index = undefined;
      throw error;
    }));
  }

  /**
   * Answers what is in the box; gives its turn if it has.
   * @param {boolean} [literal] - As it is typed, not corrected.
   */
  async #search(literal) {
    const turn = ++this.#turn;
    const query = this.#input.value;
    if (!query.trim()) {
      this.#asking.abort();
      this.#show([], new DocumentFragment());
      this.#say(...(this.#summary = ['']));
      return turn;
    }
    const limit = Number.parseInt(this.getAttribute('limit') ?? '', 10);
    const options = { limit: limit > 0 ? limit : 10, literal, show: true };
    const page = await this.#ask(turn, (index, signal) => index.search(query, options, signal));
    if (!page) return;
    const { hits, total, tookMs, corrected, expanded, suggestions, partial, error } = page;
    this.#show(hits, page.nodes);
    this.#fallback.hidden = !error || hits.length > 0;
    this.#correct(corrected);
    this.#say(...(this.#summary = summary(query, page, this.#language)));
    this.#tell('search', { query, total, tookMs, corrected, expanded, suggestions, partial });
    if (error) this.#tell('error', { error });
    else if (total === 0) this.#tell('empty', { query });
    return turn;
  }

  /**
   * What the index answers; nothing if it cannot or if something else has been
   * asked since. Says so while it is still loading.
   * @template Answer
   * @param {number} turn
   * @param {(index: Awaited<ReturnType<typeof openIndex>>, signal: AbortSignal) => Promise<Answer>} ask
   */
  async #ask(turn, ask) {
    const late = setTimeout(() => {
      if (turn === this.#turn) this.#say(this.#strings.loading);
    }, LATE);
    try {
      const index = await this.#open();
      if (turn !== this.#turn) return;
      const former = this.#asking;
      this.#asking = new AbortController();
      const answering = ask(index, this.#asking.signal);
      // Only now, so that parts which this one waits for too go on coming.
      former.abort();
      const answer = await answering;
      if (turn === this.#turn) return answer;
    } catch (error) {
      if (turn === this.#turn) this.#fail(/** @type {any} */ (error));
    } finally {
      clearTimeout(late);
    }
  }

  /**
   * Says what the query was taken for, and offers the way back.
   * @param {import('./timkiem.d.ts').Page['corrected']} corrected
   */
  #correct(corrected) {
    if (!corrected) return;
    const literal = this.#button('literal', fill(this.#strings.literal, corrected), () => this.#search(true));
    this.#corrected.replaceChildren(fill(this.#strings.corrected, corrected), ' ', literal);
    this.#corrected.hidden = false;
  }

  /**
   * @param {string} part
   * @param {string} text
   * @param {() => void} press
   */
  #button(part, text, press) {
    const button = create('button', part);
    button.type = 'button';
    button.textContent = text;
    button.addEventListener('click', press);
    return button;
  }

  /**
   * @param {import('./timkiem.d.ts').Hit[]} hits
   * @param {DocumentFragment} nodes
   */
  #show(hits, nodes) {
    this.#hits = hits;
    this.#corrected.replaceChildren();
    this.#corrected.hidden = true;
    this.#fallback.hidden = true;
    this.#list.replaceChildren(nodes);
    let [hit, section] = [-1, -1];
    [...this.#list.children].forEach((option, number) => {
      option.id = `hit-${number}`;
      if (option.part.contains('hit')) [hit, section] = [hit + 1, -1];
      else section++;
      const { url, snippet } = hits[hit].sections[section] ?? hits[hit];
      const address = option.getAttribute('href') ?? '';
      // A base address of the page's own is not to lead elsewhere.
      if (address.startsWith('#/')) option.setAttribute('href', here() + this.#place + address.slice(2));
      else option.setAttribute('href', landing(url ?? '', snippet));
    });
    writeDates(this.#list, this.#language);
    this.#uncover();
    this.#activate(-1);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    // An input method at work has these keys for itself.
    if (event.isComposing) return;
    const length = this.#list.hidden ? 0 : this.#list.children.length;
    if (event.key === 'ArrowDown' && length) {
      this.#activate((this.#active + 1) % length);
    } else if (event.key === 'ArrowUp' && length) {
      this.#activate((Math.max(this.#active, 0) + length - 1) % length);
    } else if (event.key === 'Enter' && length && this.#active >= 0) {
      /** @type {HTMLElement} */ (this.#list.children[this.#active]).click();
    } else if (event.key === 'Escape' && !this.#article.hidden) {
      this.#back();
    } else if (event.key === 'Escape' && this.#active >= 0) {
      this.#activate(-1);
    } else if (event.key === 'Escape' && this.#input.value) {
      this.#input.value = '';
      this.#search();
    } else {
      return;
    }
    event.preventDefault();
  }

  /** @param {number} number */
  #activate(number) {
    this.#list.children[this.#active]?.setAttribute('aria-selected', 'false');
    this.#active = number;
    const option = this.#list.children[number];
    option?.setAttribute('aria-selected', 'true');
    option?.scrollIntoView({ block: 'nearest' });
    if (option) this.#input.setAttribute('aria-activedescendant', option.id);
    else this.#input.removeAttribute('aria-activedescendant');
  }

  /** @param {MouseEvent} event */
  #select(event) {
    const option = /** @type {Element} */ (event.target).closest('[role=option]');
    if (!option) return;
    // Sections come after the hit they are of.
    const before = [...this.#list.children].slice(0, [...this.#list.children].indexOf(option) + 1);
    const hit = this.#hits[before.filter((one) => one.part.contains('hit')).length - 1];
    this.#opened = true;
    this.#tell('select', { id: hit.id, url: hit.url });
  }

  /** Shows what the page's address names: `#/ID?q=QUERY`, or the results. */
  #follow = async () => {
    const { hash } = location;
    const named = hash.startsWith(this.#place) && /^([^?]+)(?:\?q=(.*))?$/.exec(hash.slice(this.#place.length));
    if (!named) {
      if (this.#named) this.#close();
      return;
    }
    this.#named = true;
    const [id, query] = [named[1], named[2] ?? ''].map(decoded);
    const other = this.#input.value !== query;
    this.#input.value = query;
    // Reloaded or sent by somebody: the results are to be there behind it.
    const turn = other ? await this.#search() : ++this.#turn;
    if (turn !== this.#turn) return;
    const nodes = await this.#ask(turn, (index, signal) => index.document(id, { query, show: true }, signal));
    if (nodes) this.#read(nodes);
  };

  /** @param {DocumentFragment} nodes */
  #read(nodes) {
    const back = this.#button('back', this.#strings.back, () => this.#back());
    this.#article.replaceChildren(back, nodes);
    writeDates(this.#article, this.#language);
    this.#article.hidden = false;
    this.#list.hidden = this.#corrected.hidden = true;
    this.#say('');
    this.#input.setAttribute('aria-expanded', 'false');
    this.#input.removeAttribute('aria-activedescendant');
    this.scrollIntoView();
    this.#article.focus({ preventScroll: true });
  }

  #back() {
    if (this.#opened) history.back();
    else location.hash = '';
  }

  /** Closes the article because another query is being typed. */
  #leave() {
    history.pushState(null, '', here());
    this.#article.hidden = true;
    this.#named = this.#opened = false;
  }

  #close() {
    this.#named = this.#opened = false;
    const active = this.#active;
    this.#uncover();
    this.#say(...this.#summary);
    // Not where the address leads to something else in the page.
    if (!location.hash) this.#input.focus();
    this.#activate(active);
  }

  /** Shows the list in place of the article. */
  #uncover() {
    this.#article.hidden = true;
    this.#article.replaceChildren();
    this.#list.hidden = this.#hits.length === 0;
    this.#corrected.hidden = !this.#corrected.hasChildNodes();
    this.#input.setAttribute('aria-expanded', String(this.#hits.length > 0));
  }

  /**
   * @param {string} text
   * @param {string} [detail]
   */
  #say(text, detail) {
    this.#status.textContent = text;
    if (!detail) return;
    const small = document.createElement('small');
    small.textContent = detail;
    this.#status.append(document.createElement('br'), small);
  }

  /**
   * What cannot be answered at all. What was found before stays if the index
   * is sound and only an article cannot be read.
   * @param {import('./timkiem.d.ts').TimkiemError} error
   */
  #fail(error) {
    // An error that nobody foresaw: the next query tries afresh.
    if (!error.code) this.#index = undefined;
    const isOpen = this.#index !== undefined;
    if (!isOpen) {
      this.#show([], new DocumentFragment());
      this.#summary = [''];
    }
    this.#uncover();
    this.#say(...failure(error, isOpen, this.#language));
    this.#fallback.hidden = isOpen;
    this.#tell('error', { error });
  }

  /**
   * @param {string} name
   * @param {object} detail
   */
  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(`tim-kiem-${name}`, { bubbles: true, composed: true, detail }));
  }
}

/**
 * Defines the element, once, with the index in this folder.
 * @param {string} home
 */
export function define(home) {
  if (customElements.get('tim-kiem')) return;
  TimKiem.home = home;
  customElements.define('tim-kiem', TimKiem);
}

/** The address of the page without what names a place in it. */
function here() {
  return location.href.split('#')[0];
}

/**
 * A part of an address as it was before it was escaped; as it is if it is none.
 * @param {string} part
 */
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/**
 * An element that a style sheet outside can name by its part.
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {string} part
 */
function create(name, part) {
  const element = document.createElement(name);
  element.setAttribute('part', part);
  return element;
}

/**
 * @param {Element} element
 * @param {Record<string, string>} attributes
 */
function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
}
