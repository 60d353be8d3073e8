import { stringsFolder } from '../runtime.js';
import { loadStrings } from '../strings.js';
import { articleAddress, go, here, leavePlace, readArticle, readSearch, takePlace, withSearch, Writing } from './address.js';
import { Asking } from './asking.js';
import { isComposing } from './combobox.js';
import { create, shadow } from './dom.js';
import { Filters } from './filters.js';
import { Frame } from './frame.js';
import { hitOf } from './hits.js';
import { Reader } from './reader.js';
import { Recent } from './recent.js';
import { Results } from './results.js';
import { Settings } from './settings.js';
import { isPressed } from './shortcut.js';
import css from './tim-kiem.css';
import { Wording } from './wording.js';

/** What an address says that says nothing of a search. */
const NOTHING = { query: '', filters: {}, from: '', to: '', sort: '', shown: 0 };

/**
 * A search box with its results, and the articles for an index whose documents
 * have no pages of their own.
 *
 * @attr {string} src - The folder of the index; by default that of the script.
 * @attr {'inline' | 'page' | 'dialog'} mode - A box whose results cover what is below it (by default), one whose
 *   results are part of the page, or a button that opens a dialog.
 * @attr {string} placeholder - What the empty box says.
 * @attr {number} limit - How many hits at most at a time, by default 10.
 * @attr {string} lang - The language of the interface; by default that of the page.
 * @attr {string} shortcut - Keys that open the dialog or lead to the box, parted by spaces: by default `mod+k /` for a
 *   dialog, none for a box. `mod` is ⌘ or Ctrl. They are left to whatever is being typed into.
 * @attr {string} url-param - The name under which the page's address keeps the query, its filters and its order: by
 *   default `q` in the mode `page`; empty for none, as in the other modes. Of two in a page each needs its own.
 * @attr {string} sort - The usual order: `relevance`, `date`, or another name to sort by, with `:asc` or `:desc`.
 * @attr {string} filters - What hits must have, always, as a query says it: `tag:news -author:"A B" from:2024`.
 * @attr {string} strings - What it says in words of your own, as JSON: `{"placeholder": "Find a law"}`; the names are
 *   those in `www/strings/en.json`.
 * @attr {boolean} reader - Shows documents here though they have pages of their own.
 * @attr {boolean} no-recent - Keeps no recent searches on the device.
 * @attr {boolean} autofocus - Takes the focus when the page opens.
 *
 * @slot - What shows where scripts are off, and where search does not work.
 * @slot heading - What stands above the box, always.
 *
 * @event tim-kiem-search - A query was answered: { query } and the page of hits as the module gives it.
 * @event tim-kiem-empty - A query found nothing: { query }.
 * @event tim-kiem-select - A hit was chosen: { id, url }. It is not followed if the event is cancelled.
 * @event tim-kiem-error - Something could not be done, or not wholly: { error }.
 *
 * @csspart open, open-label, keys, dialog, box, field, input, close - The button of a dialog, the dialog or what stands for it, what is typed into
 * @csspart panel, status, detail, corrected, literal, suggestions, suggestion - What is below the box
 * @csspart filters, filters-summary, facets, facet, facet-name, value, value-name, check, count, order, from, to, date-input, sorts, sort, reset
 * @csspart list, hit, section, title, trail, date, snippet, mark, recent, more, forget
 * @csspart reader, article, tools, back, hits, previous, hit-count, next, copy, said, text
 * @csspart article-title, byline, author, publisher, source, original, paragraph, named, current
 *
 * @cssproperty --tim-kiem-font, --tim-kiem-radius, --tim-kiem-width - The whole
 * @cssproperty --tim-kiem-text, --tim-kiem-background, --tim-kiem-accent, --tim-kiem-line - Its colours
 * @cssproperty --tim-kiem-soft, --tim-kiem-active, --tim-kiem-mark - Those of what is less important, chosen, found
 */
export class TimKiem extends HTMLElement {
  static observedAttributes = ['src', 'mode', 'placeholder', 'lang', 'shortcut', 'sort', 'filters', 'strings'];

  /** The folder of the index, unless an element names another. */
  static home = '';

  #settings = new Settings(this, TimKiem.home);
  /** Made as soon as the element is in a page, whose language it speaks. @type {Wording} */
  #wording = /** @type {any} */ (undefined);
  #input = create('input', 'input');
  #filters = new Filters(() => this.#begin({ isOther: true }));
  #results = new Results(this.#input, this.#filters.element, {
    search: (query) => this.#put(query),
    literal: () => this.#begin({ literal: true }).then(() => this.#input.focus()),
    more: () => this.#add(),
    forget: () => {
      this.#recent?.clear();
      this.#results.clear();
      this.#input.focus();
      this.#uncover();
    },
  });
  #reader = new Reader(() => this.#back());
  #frame = new Frame(this.#input, this.#results.announcer.element, this.#results.panel, this.#reader.article, () => this.#named && this.#back());
  #asking = new Asking(() => this.#settings.folder, {
    opened: ({ fields, language }) => {
      this.#fields = fields;
      this.#results.list.lang = language;
      this.#offer();
      // What did not come before may come now.
      this.#bringWords();
    },
    late: () => {
      this.#results.say(({ strings }) => [strings.loading]);
      this.#uncover();
    },
    failed: (error, isOpen) => this.#fail(error, isOpen),
  });
  #writing = new Writing(
    () => this.#settings.param,
    () => (this.#named ? undefined : this.#current),
    () => this.#article,
  );

  /**
   * What the index has to filter and sort by, once it is open.
   * @type {import('../open-index.js').Fields | undefined}
   */
  #fields;
  /** How the addresses of its articles begin. */
  #place = '';
  /** Ends what it listens to in the page. */
  #connected = new AbortController();
  /** The query that is answered, and whether it was taken as typed. */
  #answered = { query: '', literal: false, where: '', always: '', sort: '' };
  /** By which index; by none if it lacked something. @type {import('../open-index.js').OpenIndex | undefined} */
  #by;
  /** Whether what is shown is no answer any more to what is asked. */
  #isStale = false;
  /** Whether the panel is to be seen, in the mode in which it covers the page. */
  #isOpen = false;
  /** Whether the page's address names an article. */
  #named = false;
  /** Whether that was opened from the list, so that back leads there. */
  #isChosen = false;
  /** Whether it is on its way there. */
  #isLeft = false;
  /** The last press on it. @type {Event | undefined} */
  #pressed;
  /** How far the results were scrolled then: the page, and the panel. */
  #scrolled = [0, 0];

  constructor() {
    super();
    const root = shadow(this, css);
    Object.assign(this.#input, { type: 'search', enterKeyHint: 'search', dir: 'auto', autocomplete: 'off', autocapitalize: 'none', spellcheck: false });
    this.#input.setAttribute('autocorrect', 'off');
    const heading = document.createElement('slot');
    heading.name = 'heading';
    root.append(heading, ...this.#frame.elements);

    this.#input.addEventListener('input', () => this.#begin());
    this.#input.addEventListener('change', () => this.#settle());
    this.#input.addEventListener('focus', () => {
      // What was searched for before is to be seen at once; what was found, and hidden, is not.
      this.#isOpen ||= !this.#results.shown;
      this.#uncover();
    });
    this.#input.addEventListener('click', () => this.#reveal());
    this.#input.addEventListener('keydown', (event) => this.#key(event));
    this.#reader.article.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || isComposing(event)) return;
      event.preventDefault();
      this.#back();
    });
    this.#results.list.addEventListener('click', (event) => this.#select(event));
    // Nothing is loaded before it is likely to be wanted; and then in a task of its own, so that the page is not kept waiting.
    for (const sign of ['focusin', 'pointerenter']) {
      this.addEventListener(sign, () => setTimeout(() => this.#asking.open().catch(() => {})), { once: true });
    }
    this.addEventListener('pointerdown', (event) => (this.#pressed = event));
    this.addEventListener('focusout', ({ relatedTarget }) => {
      if (relatedTarget instanceof Node && !this.contains(relatedTarget)) this.#cover();
    });
  }

  connectedCallback() {
    this.#place = takePlace();
    this.#connected = new AbortController();
    const { signal } = this.#connected;
    addEventListener('popstate', () => this.#follow(), { signal });
    addEventListener('pagehide', () => this.#remember(), { signal });
    addEventListener('online', () => this.#again(), { signal });
    // Where it is within a closed tree, no path leads through it.
    addEventListener('pointerdown', (event) => event === this.#pressed || this.#cover(), { signal });
    const leads = (/** @type {KeyboardEvent} */ event) => {
      // A dialog of what is not shown would not be seen either.
      if (!this.checkVisibility() || !isPressed(this.#settings.shortcut, event)) return;
      event.preventDefault();
      this.open();
    };
    addEventListener('keydown', leads, { signal });
    this.#frame.arrange(this.#settings.mode);
    this.#speak();
    const isStale = this.#isStale;
    this.#isStale = false;
    // What is typed and not answered yet stays so where the element is put elsewhere.
    if (this.#named || this.#input.value === this.#answered.query) this.#follow(isStale);
    if (isStale && !this.#named) this.#search();
    // That takes the page to be laid out: in a task of its own.
    if (this.#settings.has('autofocus') && !this.#named && this.#settings.mode !== 'dialog') setTimeout(() => this.focus());
  }

  disconnectedCallback() {
    this.#connected.abort();
    this.#writing.end();
    this.#cover();
    leavePlace(this.#place);
  }

  /** @param {string} name @param {string | null} from @param {string | null} to */
  attributeChangedCallback(name, from, to) {
    if (from === to || !this.#wording) return;
    if (name === 'mode' && this.isConnected) {
      const { article } = this.#reader;
      const focused = this.shadowRoot?.activeElement;
      const { selectionStart, selectionEnd } = this.#input;
      this.#frame.arrange(this.#settings.mode);
      if (!article.hidden) this.#frame.openArticle();
      // What is put elsewhere loses it, and its place in WebKit.
      if (focused) (article.hidden ? this : article).focus({ preventScroll: true });
      if (focused === this.#input) this.#input.setSelectionRange(selectionStart, selectionEnd);
    }
    if (name === 'src') {
      this.#asking.close();
      // What was chosen in another index is none of this one.
      if (this.#fields) this.#filters.forget();
      this.#fields = undefined;
    }
    const isOther = ['src', 'sort', 'filters'].includes(name);
    this.#isStale ||= isOther && !this.isConnected;
    if (!this.isConnected) return;
    this.#speak();
    if (isOther) this.#anew({ isOther });
  }

  /** Asks again what is asked. @param {{ isOther?: boolean }} [how] */
  #anew(how) {
    if (this.#named) this.#follow(true);
    else this.#search(how);
  }

  /** The same if it was not answered, or not wholly. */
  #again() {
    if (!this.#by) this.#anew();
  }

  /** Leads to the box, in the dialog if it is in one. @param {FocusOptions} [options] */
  focus(options) {
    this.#frame.open(options);
  }

  /** Leads to the box, with what is in it ready to be typed over. */
  open() {
    this.#frame.open();
    this.#input.select();
    this.#reveal();
  }

  /** Closes the dialog, or what covers the page. */
  close() {
    this.#cover();
  }

  /** Searches for this as if it had been typed. @param {string} query */
  async search(query) {
    // A box has one line, and would join words at the end of another.
    this.#input.value = `${query}`.replaceAll('\n', ' ');
    // Where it is not in a page yet, that comes first.
    if (!this.#wording) this.#isStale = this.#isOpen = true;
    else return this.#begin({ isOther: true });
  }

  /** Searches for something else than what is read. @param {{ literal?: boolean, isOther?: boolean }} [how] */
  #begin(how) {
    if (this.#named) this.#leave();
    this.#isOpen = true;
    return this.#search(how);
  }

  /** What is searched for on this device, if that is kept. */
  get #recent() {
    return this.#settings.has('no-recent') ? undefined : new Recent(this.#settings.folder);
  }

  /** The article that the address names. */
  get #article() {
    return readArticle(this.#place, this.#settings.mode === 'page');
  }

  /** What is searched for, with its conditions, and how much of what was found is shown. */
  get #current() {
    const { shown } = this.#results;
    return { ...this.#filters.conditions, query: this.#input.value, shown: shown > this.#settings.limit ? shown : 0 };
  }

  /** Says everything in the language of the page. */
  #speak() {
    const { language, strings } = this.#settings;
    this.#wording = new Wording(language, strings);
    this.#frame.speak(this.#wording, this.#settings.text('placeholder'), this.#settings.shortcut);
    this.#results.speak(this.#wording);
    this.#reader.speak(this.#wording);
    this.#offer();
    this.#uncover();
    this.#bringWords();
  }

  /** Brings the words of other languages than the site's, and then says them. */
  #bringWords() {
    loadStrings(this.#settings.language, stringsFolder(TimKiem.home)).then((isNew) => isNew && this.#speak(), () => {});
  }

  #offer() {
    if (this.#fields) this.#filters.offer(this.#fields, this.#settings.text('sort'), this.#wording);
  }

  /** Searches for a query that is offered. @param {string} query */
  #put(query) {
    this.#input.focus();
    this.search(query);
  }

  /**
   * Answers what is in the box; gives its turn if it has.
   * @param {object} [how]
   * @param {boolean} [how.literal] - As it is typed, not corrected.
   * @param {number} [how.shown] - How many hits are to be shown.
   * @param {boolean} [how.isOther] - With a place of its own in the history.
   */
  async #search({ literal, shown = this.#settings.limit, isOther = false } = {}) {
    const turn = this.#asking.next();
    // Of what is no longer asked for nothing is chosen.
    this.#results.combobox.activate();
    const query = this.#input.value;
    literal ??= this.#answered.literal && this.#answered.query === query;
    this.#writing.isOther ||= isOther;
    if (!query.trim() && !this.#filters.isSet) {
      this.#asking.stop();
      this.#answered.query = '';
      this.#results.clear();
      this.#filters.count({});
      this.#uncover();
      this.#writing.write();
      return turn;
    }
    const options = this.#options;
    let by;
    const page = await this.#asking.ask(turn, (index, signal) => (by = index).search(query, { ...options, limit: shown, literal }, signal));
    // Who is put elsewhere asks again there.
    if (page) this.#isStale = !this.isConnected;
    if (!page || !this.isConnected) return;
    this.#answered = { query, literal, ...options };
    this.#by = page.error ? undefined : by;
    this.#results.show(page, this.#how);
    this.#filters.count(page.facets);
    this.#uncover();
    this.#writing.write();
    const { nodes, ...told } = page;
    this.#tell('search', { query, ...told });
    if (page.error) this.#tell('error', { error: page.error });
    else if (page.total === 0) this.#tell('empty', { query });
    return turn;
  }

  /** Shows more hits below those that are there; the first of them. */
  async #add() {
    const { query, literal } = this.#answered;
    const { combobox, shown } = this.#results;
    // Something else is being searched for already.
    if (!this.#isAnswered) return;
    const now = this.#options;
    if (this.#named) this.#leave();
    const { limit } = this.#settings;
    // Another index has another order, and so has one that lacked something: then all of it comes anew.
    let by;
    let offset = 0;
    const page = await this.#asking.ask(this.#asking.next(), (index, signal) => {
      offset = index === this.#by ? shown : 0;
      return (by = index).search(query, { ...now, limit: limit + shown - offset, offset, literal }, signal);
    });
    if (!page || !this.isConnected) return;
    if (offset) this.#results.add(page, this.#how);
    else this.#results.show(page, this.#how);
    this.#by = page.error ? undefined : by;
    this.#uncover();
    this.#writing.write();
    if (page.error) this.#tell('error', { error: page.error });
    // The button may be gone that had the focus.
    if (!offset || !this.#results.hasMore) this.#input.focus({ preventScroll: true });
    return combobox.options[shown];
  }

  /** Whether what is asked has been answered. */
  get #isAnswered() {
    const { query, where, always, sort } = this.#answered;
    const now = this.#options;
    return query === this.#input.value && where === now.where && always === now.always && sort === now.sort;
  }

  /** What is asked beside the query. */
  get #options() {
    const { conditions, where } = this.#filters;
    return { where, always: this.#settings.text('filters'), sort: conditions.sort || this.#settings.text('sort'), show: true };
  }

  /** How hits are shown. */
  get #how() {
    return {
      query: this.#answered.query,
      place: this.#place,
      home: this.#settings.folder,
      reads: this.#settings.has('reader'),
    };
  }

  /**
   * Somebody has found what was searched for: it is kept, whoever goes on from
   * here comes back to it, and what comes next is another search.
   */
  #settle() {
    const { query } = this.#answered;
    if (this.#results.shown && query.trim() && query === this.#input.value) this.#recent?.add(query);
    this.#writing.write();
    this.#writing.end();
    this.#writing.isOther = true;
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (isComposing(event)) return;
    const { combobox, hasMore } = this.#results;
    const { options, active } = combobox;
    if (event.key === 'ArrowDown' && hasMore && active && active === options.at(-1)) {
      this.#add().then((option) => option && combobox.activate(option));
    } else if (event.key === 'ArrowDown' && !this.#isOpen) {
      this.#reveal();
      if (this.#settings.mode !== 'inline') combobox.takes(event);
    } else if (event.key === 'Enter' && !active) {
      this.#settle();
      this.#again();
      this.#reveal();
      // On a screen with a keyboard of its own that makes room for the results.
      if (matchMedia('(pointer: coarse)').matches) this.#input.blur();
      return;
    } else if (event.key === 'Escape') {
      if (!this.#escape(active)) return;
    } else if (!combobox.takes(event)) {
      return;
    }
    event.preventDefault();
  }

  /**
   * One step back; whether there was any.
   * @param {Element} [active] - The option that is active.
   */
  #escape(active) {
    const { mode } = this.#settings;
    if (this.#named) this.#back();
    else if (active) this.#results.combobox.activate();
    else if (mode === 'dialog' || (mode === 'inline' && !this.#results.panel.hidden)) this.#cover();
    else if (this.#input.value) this.search('');
    else return false;
    return true;
  }

  /** @param {MouseEvent} event */
  #select(event) {
    const option = /** @type {Element} */ (event.target).closest('[role=option]');
    if (!option) return;
    const chosen = hitOf(option);
    if (!chosen) return this.#put(option.textContent ?? '');
    const { hit, isHere, heading } = chosen;
    this.#settle();
    this.#remember();
    // The address of the page may have changed since this was shown.
    if (isHere) option.setAttribute('href', articleAddress(this.#place, hit.id, this.#answered.query, heading));
    const stays = event.ctrlKey || event.metaKey || event.shiftKey;
    if (!this.#tell('select', { id: hit.id, url: hit.url })) event.preventDefault();
    else if (stays) return;
    else if (!isHere) this.#cover();
    else if (this.#named) {
      // Another was on its way: back leads past that.
      event.preventDefault();
      go('replaceState', option.getAttribute('href') ?? '');
      this.#follow();
    } else this.#isChosen = true;
  }

  /**
   * Shows what the page's address names: an article, or a search.
   * @param {boolean} [again] - Whether the article is searched for and read anew.
   */
  async #follow(again) {
    const { param } = this.#settings;
    const article = this.#article;
    const search = param ? readSearch(param) : undefined;
    if (!article) {
      const wasNamed = this.#named;
      if (wasNamed) this.#close();
      // An address that says nothing yet of what is behind the article is to say it.
      if (wasNamed && !search) this.#writing.write();
      else if (param) await this.#restore(param, search);
      return;
    }
    const { id, query, passage } = article;
    this.#named = true;
    this.#isLeft = false;
    // A link may name another query than the address: whoever goes back is to find that again.
    if (this.#input.value !== query) this.#writing.said = '';
    this.#input.value = query;
    if (search) this.#filters.conditions = search;
    const isOther = again || !this.#isAnswered;
    // Reloaded or sent by somebody: the results are to be there behind it.
    const turn = isOther ? await this.#search({ shown: search?.shown || undefined }) : this.#asking.next();
    if (turn === undefined || !this.#asking.isLast(turn)) return;
    const nodes = await this.#asking.ask(turn, (index, signal) => index.document(id, { query, show: true }, signal));
    // Whoever went back meanwhile wants it no more.
    if (nodes && this.#named && this.isConnected) this.#read(nodes, id, query, passage);
  }

  /**
   * Searches for what the address says, unless that is there already.
   * @param {string} param
   * @param {import('./address.js').Search} [search]
   */
  async #restore(param, search = NOTHING) {
    const isSaid = location.search === this.#writing.said;
    this.#writing.said = location.search;
    if (isSaid || withSearch(param, search) === withSearch(param, this.#current)) return;
    this.#input.value = search.query;
    this.#filters.conditions = search;
    this.#isOpen = true;
    const { scrolled } = history.state ?? {};
    const turn = await this.#search({ shown: search.shown || undefined });
    if (turn !== undefined && this.#asking.isLast(turn) && typeof scrolled === 'number') scrollTo(0, scrolled);
  }

  /** Keeps how far the results are scrolled, for whoever comes back to them. */
  #remember() {
    if (this.#named || !this.#results.shown) return;
    this.#scrolled = [scrollY, this.#results.panel.scrollTop];
    if (this.#settings.param) go('replaceState', location.href, { ...history.state, scrolled: scrollY });
  }

  /**
   * @param {DocumentFragment} nodes
   * @param {string} id
   * @param {string} query
   * @param {string} passage
   */
  #read(nodes, id, query, passage) {
    this.#results.say(() => ['']);
    this.#reader.article.hidden = false;
    this.#uncover();
    this.#frame.openArticle();
    this.#reader.show(nodes, this.#results.list.lang, passage, (paragraph) => articleAddress(this.#place, id, query, paragraph));
  }

  /** Leads back to the results. */
  #back() {
    if (!this.#isChosen) {
      go('pushState', here());
      return this.#close();
    }
    // Going back takes a while, and once is enough.
    if (!this.#isLeft) history.back();
    this.#isLeft = true;
  }

  /** Closes the article because something else is searched for. */
  #leave() {
    if (this.#settings.param) this.#writing.isOther = true;
    else go('pushState', here());
    this.#putAway();
  }

  /** Closes the article, and shows the list where it was left. */
  #close() {
    this.#putAway();
    this.#isOpen = true;
    this.#results.sum();
    this.#uncover();
    // Not where the address leads to something else in the page.
    if (!location.hash) this.#input.focus({ preventScroll: true });
    const [page, panel] = this.#scrolled;
    if (this.#settings.mode === 'page') scrollTo(0, page);
    this.#results.panel.scrollTop = panel;
  }

  #putAway() {
    this.#named = this.#isChosen = this.#isLeft = false;
    this.#reader.hide();
    this.#frame.closeArticle();
  }

  /** Shows what there is to show: not the results while an article is read, nor where they only cover the page. */
  #uncover() {
    const { panel, shown } = this.#results;
    if (!this.#wording) return;
    if (!this.#input.value.trim() && !shown && !this.#named && this.shadowRoot?.activeElement) this.#results.remind(this.#recent?.queries ?? []);
    const isOver = this.#settings.mode === 'inline';
    panel.classList.toggle('over', isOver);
    panel.hidden = !this.#reader.article.hidden || (isOver && (!this.#isOpen || this.#results.isEmpty));
    this.#results.update();
  }

  /** Shows what was found, where that covers the page. */
  #reveal() {
    this.#isOpen = true;
    this.#uncover();
  }

  /** Hides what covers the page. */
  #cover() {
    this.#isOpen = false;
    this.#frame.close();
    this.#uncover();
  }

  /**
   * What cannot be answered at all. What was found before stays if the index
   * is sound and only an article cannot be read.
   * @param {import('../timkiem.d.ts').TimkiemError} error
   * @param {boolean} isOpen - Whether the search was.
   */
  #fail(error, isOpen) {
    this.#by = undefined;
    this.#reader.hide();
    this.#frame.closeArticle();
    this.#results.fail(error, isOpen);
    // Whoever wanted to read sees why that cannot be done.
    if (this.#named) {
      this.#isOpen = true;
      this.#frame.open({ preventScroll: true });
    }
    this.#uncover();
    // Whoever loads the page again asks again.
    this.#writing.write();
    this.#tell('error', { error });
  }

  /**
   * Whether nobody has cancelled it.
   * @param {string} name
   * @param {object} detail
   */
  #tell(name, detail) {
    return this.dispatchEvent(new CustomEvent(`tim-kiem-${name}`, { bubbles: true, composed: true, cancelable: name === 'select', detail }));
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
