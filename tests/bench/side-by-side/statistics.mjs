// Many figures in a few. In: measurements. Out: what they come to.
// Invariant: a share is one of the measurements, never a mixture of two.

/** @typedef {{ count: number, mean: number, p50: number, p95: number, max: number }} Summary */

/** @param {number[]} values @returns {Summary | undefined} nothing of nothing */
export function summary(values) {
  if (!values.length) return undefined;
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  return {
    count: sorted.length,
    mean: sorted.reduce((sum, value) => sum + value, 0) / sorted.length,
    p50: at(0.5),
    p95: at(0.95),
    max: at(1),
  };
}

/**
 * The mean reciprocal rank of the first relevant hit, over the queries that
 * have one to be found; at least one must.
 * @param {string[][]} answers the ids of the hits @param {Set<string>[]} relevant those meant, query by query
 */
export function reciprocalRank(answers, relevant) {
  const judged = relevant.filter(({ size }) => size).length;
  const ranks = answers.map((ids, index) => ids.findIndex((id) => relevant[index].has(id)) + 1);
  return ranks.reduce((sum, rank) => sum + (rank && 1 / rank), 0) / judged;
}
