/**
 * What is said to those who listen.
 *
 * In: sentences, as often as something changes. Out: the last of them in a live
 * region, once nothing has changed for a while. Invariant: while somebody types
 * nothing is said; the same sentence again is said again.
 */
import { create } from './dom.js';

/** After how many milliseconds without a change it is said. */
const QUIET = 800;

export class Announcer {
  element = create('div', 'announcer');
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #waiting;

  constructor() {
    this.element.role = 'status';
  }

  /** @param {string} text */
  say(text) {
    clearTimeout(this.#waiting);
    this.element.textContent = '';
    if (text) this.#waiting = setTimeout(() => (this.element.textContent = text), QUIET);
  }
}
