/**
 * What was searched for on this device.
 *
 * In: queries that led somewhere. Out: the last few, the latest first.
 * Invariant: they never leave the device; where nothing can be kept, nothing
 * is, and nobody is bothered with it.
 */

/** How many are kept. */
const KEPT = 8;

export class Recent {
  #key;

  /** @param {string} index - The folder of the index. */
  constructor(index) {
    this.#key = `tim-kiem:${index}`;
  }

  /** @returns {string[]} */
  get queries() {
    try {
      const kept = JSON.parse(localStorage.getItem(this.#key) ?? '[]');
      return kept.filter((/** @type {unknown} */ query) => typeof query === 'string').slice(0, KEPT);
    } catch {
      return [];
    }
  }

  /** @param {string} query */
  add(query) {
    const same = plain(query);
    // What was only the beginning of it was on the way to it.
    const others = this.queries.filter((other) => !same.startsWith(plain(other)));
    this.#keep([query.trim(), ...others].slice(0, KEPT));
  }

  clear() {
    this.#keep([]);
  }

  /** @param {string[]} queries */
  #keep(queries) {
    try {
      if (queries.length) localStorage.setItem(this.#key, JSON.stringify(queries));
      else localStorage.removeItem(this.#key);
    } catch {
      // A private window, or a frame that may keep nothing.
    }
  }
}

/** @param {string} query */
function plain(query) {
  return query.trim().toLowerCase().normalize();
}
