/**
 * The classic script that lets an index be kept on a device: registers the
 * service worker beside it, and defines <tim-kiem-offline>.
 *
 *     <script src="offline.js" defer></script>
 *     <tim-kiem-offline></tim-kiem-offline>
 */
import { create, shadow } from '../element/dom.js';
import { languageOf } from '../language.js';
import { fill, loadStrings, stringsFor } from '../strings.js';
import { trusted } from '../trusted.js';
import { cacheName, generation } from './generation.js';
import { giveUp, isFull, isKept, keep } from './keeping.js';
import css from './offline.css';

/** For how many milliseconds what was asked for before the worker was at work may be on its way. */
const BEFORE = 5000;

const home = new URL('.', /** @type {HTMLScriptElement} */ (document.currentScript).src).href;

/**
 * What is said of an index that is kept, or may be.
 * @typedef {'loose' | 'keeping' | 'kept'} State
 */

/**
 * Offers to keep the index on this device, shows how far that is, and gives
 * the room back. Where a page cannot be kept, it shows nothing.
 *
 * @csspart status, progress, bar, text, button
 * @cssproperty --tim-kiem-font, --tim-kiem-accent, --tim-kiem-line, --tim-kiem-soft
 */
class TimKiemOffline extends HTMLElement {
  #status = create('p', 'status');
  #progress = create('p', 'progress');
  #bar = create('progress', 'bar');
  #text = create('span', 'text');
  #button = create('button', 'button');

  /** @type {ServiceWorkerRegistration | undefined} */
  #registration;
  /** @type {State} */
  #state = 'loose';
  /** Ends the loading. */
  #loading = new AbortController();
  /**
   * What went wrong last.
   * @type {'' | 'full' | 'failed'}
   */
  #trouble = '';

  constructor() {
    super();
    const root = shadow(this, css);
    // What changes all the time is not read out, only what has come of it.
    this.#status.setAttribute('role', 'status');
    this.#text.id = 'text';
    this.#bar.setAttribute('aria-labelledby', 'text');
    this.#bar.max = generation.bytes;
    this.#progress.append(this.#bar, ' ', this.#text);
    this.#button.type = 'button';
    // The second click of a double one is not meant for what the button has become.
    this.#button.addEventListener('click', (event) => event.detail < 2 && this.#press());
    this.#status.hidden = this.#progress.hidden = this.#button.hidden = true;
    root.append(this.#status, this.#progress, this.#button);
  }

  connectedCallback() {
    for (const sign of ['online', 'offline']) addEventListener(sign, this.#draw);
    document.addEventListener('visibilitychange', this.#look);
    this.#start().catch(() => {});
  }

  disconnectedCallback() {
    for (const sign of ['online', 'offline']) removeEventListener(sign, this.#draw);
    document.removeEventListener('visibilitychange', this.#look);
    // Who is only put elsewhere in the page goes on.
    queueMicrotask(() => this.isConnected || this.#loading.abort());
  }

  get #strings() {
    return stringsFor(languageOf(this)).offline;
  }

  async #start() {
    // On a disk all of it is there; over http from afar nothing may be kept.
    if (!navigator.serviceWorker || !globalThis.caches) return;
    if (!navigator.serviceWorker.controller) navigator.serviceWorker.addEventListener('controllerchange', again, { once: true });
    const words = loadStrings(languageOf(this), `${home}${generation.strings}/`).catch(() => false);
    const registering = register();
    registering.catch(() => {});
    // Where the network is too slow to answer that, there is the one from before.
    this.#follow((await navigator.serviceWorker.getRegistration(home)) ?? (await registering));
    navigator.serviceWorker.addEventListener('controllerchange', this.#draw);
    await words;
    await this.#look();
  }

  /** Sees whether it is kept: another tab may have kept or removed it. */
  #look = async () => {
    if (!this.#registration || document.visibilityState === 'hidden') return;
    const kept = await isKept(home).catch(() => false);
    if (this.#state !== 'keeping') this.#state = kept ? 'kept' : 'loose';
    this.#draw();
  };

  /** @param {ServiceWorkerRegistration} registration */
  #follow(registration) {
    this.#registration = registration;
    registration.addEventListener('updatefound', () => this.#watch(registration.installing));
    this.#watch(registration.installing);
  }

  /** @param {ServiceWorker | null} worker */
  #watch(worker) {
    worker?.addEventListener('statechange', this.#draw);
  }

  #press() {
    if (this.#state === 'keeping') this.#loading.abort();
    else if (this.#state === 'kept') this.#remove();
    else this.#keep();
  }

  async #keep() {
    this.#state = 'keeping';
    this.#trouble = '';
    this.#loading = new AbortController();
    this.#show(0);
    this.#draw();
    try {
      // What the reader wants kept, the browser is not to clear by itself.
      navigator.storage?.persist?.().catch(() => {});
      const { signal } = this.#loading;
      // A worker may never be installed, and WebKit may wait for that without a word.
      const stopped = new Promise((_, stop) => signal.addEventListener('abort', () => stop(signal.reason), { once: true }));
      const cache = await Promise.race([this.#shell(), stopped]);
      await keep(cache, home, { signal, progress: (left) => this.#show(generation.bytes - left) });
      this.#state = 'kept';
    } catch (error) {
      this.#state = 'loose';
      if (!this.#loading.signal.aborted) this.#trouble = isFull(error) ? 'full' : 'failed';
    }
    this.#draw();
  }

  /** The cache of this generation, once its worker has put the shell into it. */
  async #shell() {
    const cache = await caches.open(cacheName(home));
    const has = () => cache.match(home + generation.index);
    if (await has()) return cache;
    if (!this.#registration?.installing) {
      // One whose worker was never installed is none any more.
      await this.#registration?.update().catch(async () => this.#follow(await register()));
    }
    const worker = this.#registration?.installing;
    if (worker) await new Promise((go) => worker.addEventListener('statechange', go, { once: true }));
    if (await has()) return cache;
    throw new Error('expected the worker of this build to be installed, found that it is not; try again');
  }

  async #remove() {
    await giveUp(home).catch(() => {});
    this.#state = 'loose';
    this.#draw();
  }

  /** @param {number} done - How many bytes are there. */
  #show(done) {
    this.#bar.value = done;
    this.#text.textContent = fill(this.#strings.keeping, { done: this.#size(done), size: this.#size(generation.bytes) });
  }

  #draw = () => {
    const strings = this.#strings;
    const size = this.#size(generation.bytes);
    const isAway = !navigator.onLine;
    // What is kept now would be the former index.
    const isOld = Boolean(this.#registration?.waiting);
    const said = [];
    if (this.#state === 'kept') said.push(fill(strings.kept, { size }));
    else if (isAway) said.push(strings.away);
    else if (this.#trouble) said.push(fill(strings[this.#trouble], { size }));
    if (isOld) said.push(strings.update);
    const text = said.join('\n');
    if (this.#status.textContent !== text) this.#status.textContent = text;
    this.#status.hidden = false;
    this.#progress.hidden = this.#state !== 'keeping';
    const label = { loose: fill(strings.keep, { size }), keeping: strings.stop, kept: strings.remove }[this.#state];
    if (this.#button.textContent !== label) this.#button.textContent = label;
    this.#button.hidden = this.#state === 'loose' && (isAway || isOld);
  };

  /** @param {number} bytes */
  #size(bytes) {
    const isLarge = bytes >= 999_500;
    const options = /** @type {const} */ ({ style: 'unit', unit: isLarge ? 'megabyte' : 'kilobyte', maximumFractionDigits: isLarge ? 1 : 0 });
    return new Intl.NumberFormat(languageOf(this), options).format(bytes / (isLarge ? 1e6 : 1e3));
  }
}

/** Has the first worker see what was asked for before it was at work, some of which is still on its way: it keeps a copy. */
function again() {
  /** @type {Set<string>} */
  const seen = new Set();
  const observer = new PerformanceObserver((list) => {
    for (const { name } of list.getEntries()) {
      if (seen.has(name) || !name.startsWith(home) || !/^(parts|strings)-/.test(name.slice(home.length))) continue;
      seen.add(name);
      fetch(name, { cache: 'force-cache' }).catch(() => {});
    }
  });
  observer.observe({ type: 'resource', buffered: true });
  setTimeout(() => observer.disconnect(), BEFORE);
}

/** Has the browser take the worker beside this script, if it has not. */
async function register() {
  return navigator.serviceWorker.register(trusted(`${home}sw.js`));
}

if (!customElements.get('tim-kiem-offline')) customElements.define('tim-kiem-offline', TimKiemOffline);
