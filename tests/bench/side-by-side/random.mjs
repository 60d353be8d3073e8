// Chance that repeats itself. In: a seed. Out: numbers that look random.
// Invariant: the same seed gives the same numbers on every machine, so that a
// corpus, its queries and their slips are the same in every run.

/** A source of numbers in [0, 1): mulberry32. @param {number} seed @returns {() => number} */
export function seeded(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A whole number from `least` to `most`, both included. */
export function between(random, least, most) {
  return least + Math.floor(random() * (most - least + 1));
}

/** One of the items. @template T @param {() => number} random @param {ArrayLike<T>} items @returns {T} */
export function oneOf(random, items) {
  return items[Math.floor(random() * items.length)];
}

/** The same items in another order. @template T @param {() => number} random @param {T[]} items */
export function shuffled(random, items) {
  const order = [...items];
  for (let last = order.length - 1; last > 0; last--) {
    const other = between(random, 0, last);
    [order[last], order[other]] = [order[other], order[last]];
  }
  return order;
}

/**
 * Draws items as languages use words: the one at rank r about as often as
 * 1 / (r + flat) ^ steep.
 * @template T @param {() => number} random @param {T[]} items
 * @returns {() => T}
 */
export function zipf(random, items, { steep = 1, flat = 2.7 } = {}) {
  const upTo = new Float64Array(items.length);
  let sum = 0;
  items.forEach((_, rank) => (upTo[rank] = sum += 1 / (rank + 1 + flat) ** steep));
  return () => {
    const aim = random() * sum;
    let [low, high] = [0, items.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (upTo[middle] <= aim) low = middle + 1;
      else high = middle;
    }
    return items[low];
  };
}
