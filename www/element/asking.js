/**
 * Asking the index, one thing after the other.
 *
 * In: the folder of an index, and what is asked. Out: the answer to what was
 * asked last. Invariant: nothing is loaded before it is wanted; a late answer
 * never takes the place of a newer one, and what nobody waits for any more is
 * not loaded.
 */
import { coded } from '../files.js';
import { isReplaced, openIndex } from '../runtime.js';

/** @typedef {import('../open-index.js').OpenIndex} OpenIndex */

/** After how many milliseconds it is said that something is still loading. */
const LATE = 150;

export class Asking {
  #folder;
  #told;
  /** @type {Promise<OpenIndex> | undefined} */
  #index;
  /** Counts what was asked. */
  #turn = 0;
  /** Ends what is being asked. */
  #stop = new AbortController();

  /**
   * @param {() => string} folder
   * @param {object} told
   * @param {(index: OpenIndex) => void} told.opened - What happens when an index is open.
   * @param {() => void} told.late - When an answer takes long.
   * @param {(error: import('../timkiem.d.ts').TimkiemError, isOpen: boolean) => void} told.failed - When there is none,
   *   and whether that is so of an article only.
   */
  constructor(folder, told) {
    this.#folder = folder;
    this.#told = told;
  }

  /** Opens the index, unless it is open. */
  open() {
    if (this.#index) return this.#index;
    const opening = openIndex(this.#folder()).then(
      (index) => {
        // By now it may be another that is asked.
        if (this.#index === opening) this.#told.opened(index);
        return index;
      },
      (error) => {
        // The next query tries afresh.
        if (this.#index === opening) this.#index = undefined;
        throw error;
      },
    );
    return (this.#index = opening);
  }

  /**
   * What an index cannot give may have gone with it: then the one is asked that
   * is there by now.
   */
  async #renew() {
    if (await isReplaced(this.#folder())) this.#index = undefined;
  }

  /** Closes the index. */
  close() {
    this.#index?.then((index) => index.close(), () => {});
    this.#index = undefined;
    this.next();
  }

  /** Begins with something else, whatever is being asked; its turn. */
  next() {
    return ++this.#turn;
  }

  /** Whether nothing else has been asked since. @param {number} turn */
  isLast(turn) {
    return turn === this.#turn;
  }

  /** Ends what is being asked. */
  stop() {
    this.#stop.abort();
  }

  /**
   * What the index answers; nothing if it cannot or if something else has been
   * asked since.
   * @template Answer
   * @param {number} turn
   * @param {(index: OpenIndex, signal: AbortSignal) => Promise<Answer>} ask
   * @param {boolean} [isAgain]
   * @returns {Promise<Answer | undefined>}
   */
  async ask(turn, ask, isAgain) {
    const late = setTimeout(() => this.isLast(turn) && this.#told.late(), LATE);
    try {
      const index = await this.open();
      if (!this.isLast(turn)) return;
      const former = this.#stop;
      this.#stop = new AbortController();
      const answering = ask(index, this.#stop.signal);
      // Only now, so that parts which this one waits for too go on coming.
      former.abort();
      const answer = await answering;
      if (/** @type {any} */ (answer).error) this.#renew();
      if (this.isLast(turn)) return answer;
    } catch (thrown) {
      if (!this.isLast(turn)) return;
      const error = coded(thrown);
      if (this.#index) {
        // What made an engine fail may be gone with it.
        if (error.code === 'engine/failed') this.#index = undefined;
        else await this.#renew();
        if (!this.isLast(turn)) return;
        if (!this.#index && !isAgain) return this.ask(turn, ask, true);
      }
      this.#told.failed(error, this.#index !== undefined && error.code !== 'filter/unknown');
    } finally {
      clearTimeout(late);
    }
  }
}
