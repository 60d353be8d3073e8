/**
 * What a site says in the attributes of an element.
 *
 * In: the element. Out: each setting, or what is taken if nobody says
 * anything. Invariant: whatever an attribute says, there is a setting; it is
 * read when it is wanted, so that a change is heeded.
 */
import { counted } from './address.js';
import { languageOf } from '../language.js';

export class Settings {
  #element;
  #home;

  /**
   * @param {HTMLElement} element
   * @param {string} home - The folder of the index, unless the element names another.
   */
  constructor(element, home) {
    this.#element = element;
    this.#home = home;
  }

  /** @param {string} name */
  text(name) {
    return this.#element.getAttribute(name) ?? '';
  }

  /** @param {string} name */
  has(name) {
    return this.#element.hasAttribute(name);
  }

  /** @returns {'inline' | 'page' | 'dialog'} */
  get mode() {
    const mode = this.text('mode');
    return mode === 'page' || mode === 'dialog' ? mode : 'inline';
  }

  /** The folder of the index. */
  get folder() {
    const src = this.text('src');
    // A link takes what is no address as it is; whoever loads it says so.
    return src ? Object.assign(document.createElement('a'), { href: src.replace(/\/?$/, '/') }).href : this.#home;
  }

  /** How many hits at a time. */
  get limit() {
    return counted(this.text('limit')) || 10;
  }

  /** The name under which the page's address keeps the search; empty if it does not. */
  get param() {
    return this.has('url-param') || this.mode !== 'page' ? this.text('url-param') : 'q';
  }

  /** The keys that lead to the box. */
  get shortcut() {
    return this.has('shortcut') || this.mode !== 'dialog' ? this.text('shortcut') : 'mod+k /';
  }

  /** The language of the page, or of the part of it that the element is in. */
  get language() {
    return languageOf(this.#element);
  }

  /** What is said in words of the site's own. */
  get strings() {
    try {
      return JSON.parse(this.text('strings') || '{}');
    } catch {
      return {};
    }
  }
}
