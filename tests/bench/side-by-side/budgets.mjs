// What timkiem may cost. In: the figures of a run. Out: a line for every
// budget: ours, the target, the best rival.
// Invariant: less is better in every line. The targets are those of the
// design; all but the first three and the growth are meant for 10,000 news
// articles.

/**
 * @typedef {object} Budget
 * @property {string} what
 * @property {number} target
 * @property {keyof typeof import('./report.mjs').UNITS} unit
 * @property {(figures: Record<string, any>) => number | undefined} figure
 */

/** @type {Budget[]} */
const BUDGETS = [
  { what: 'seeds, ready page: wire bytes to the first result', target: 80e3, unit: 'KB', figure: (f) => f.readyPageBytes },
  { what: 'runtime: wasm, scripts and styles on the wire', target: 64e3, unit: 'KB', figure: (f) => f.runtimeBytes },
  { what: '… scripts and styles', target: 16e3, unit: 'KB', figure: (f) => f.scriptBytes },
  { what: 'wire bytes to the first ten snippets', target: 190e3, unit: 'KB', figure: (f) => f.firstBytes },
  { what: 'wire bytes of a further cold query, mean', target: 60e3, unit: 'KB', figure: (f) => f.furtherBytes?.mean },
  { what: 'first result at 1.6 Mbit/s, 150 ms', target: 1600, unit: 's', figure: (f) => f.slowMilliseconds },
  { what: 'warm query with ten snippets, p50', target: 0.6, unit: 'ms', figure: (f) => f.warm?.p50 },
  { what: 'warm query with ten snippets, p95', target: 1.5, unit: 'ms', figure: (f) => f.warm?.p95 },
  { what: 'every prefix, a letter at a time, p95', target: 4, unit: 'ms', figure: (f) => f.typedWarm?.p95 },
  { what: 'ready page: from a letter to results on screen, warm, p95', target: 16, unit: 'ms', figure: (f) => f.painted?.p95 },
  { what: 'ready page: longest task above 50 ms', target: 0, unit: 'ms', figure: (f) => f.pageTasks?.longest },
  { what: 'on disk', target: 20e6, unit: 'MB', figure: (f) => f.bytes },
  { what: 'build, wall time', target: 7000, unit: 's', figure: (f) => f.buildMilliseconds },
  { what: 'build, peak memory', target: 600e6, unit: 'MB', figure: (f) => f.peakBytes },
  { what: 'memory in the page after the queries', target: 24e6, unit: 'MB', figure: (f) => f.memoryBytes },
  { what: 'growth: first-result bytes', target: 1.5, unit: 'times', figure: (f) => f.growthOfBytes },
  { what: 'growth: warm query, p50', target: 3, unit: 'times', figure: (f) => f.growthOfWarm },
];

/**
 * @param {Record<string, any>} ours @param {{ name: string, figures: Record<string, any> }[]} rivals
 * @returns {(Budget & { ours?: number, best?: { name: string, value: number } })[]}
 */
export function judge(ours, rivals) {
  return BUDGETS.map((budget) => {
    const values = rivals.map(({ name, figures }) => ({ name, value: budget.figure(figures) }));
    const [best] = values.filter(({ value }) => value !== undefined).sort((a, b) => a.value - b.value);
    return { ...budget, ours: budget.figure(ours), best };
  });
}
