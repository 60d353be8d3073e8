// The run in words. In: the columns of figures, the corpus, the machine. Out:
// tables for a terminal or in Markdown.
// Invariant: what was not measured shows as a dash, never as nothing spent.

import { readFileSync } from 'node:fs';
import os from 'node:os';
import { judge } from './budgets.mjs';
import { ENGINES, OURS } from './engines.mjs';

const NONE = '–';

/** From what is measured (bytes, milliseconds) to what is read; KB and MB are decimal. */
export const UNITS = {
  KB: (bytes) => `${rounded(bytes / 1e3)} KB`,
  MB: (bytes) => `${rounded(bytes / 1e6)} MB`,
  s: (milliseconds) => `${rounded(milliseconds / 1e3)} s`,
  ms: (milliseconds) => `${rounded(milliseconds)} ms`,
  times: (ratio) => `× ${ratio.toFixed(2)}`,
};

/** @typedef {{ name: string, figures: Record<string, any>, problems: string[] }} Column */

/**
 * A line of the table of engines: what it is, where it is among the figures,
 * how it is said.
 * @type {[what: string, of: (figures: Record<string, any>) => any, say: (value: any) => string][]}
 */
const ROWS = [
  ['wire bytes to the first ten excerpts', (f) => f.firstBytes, UNITS.KB],
  ['requests to them', (f) => f.firstRequests, String],
  ['first result at 1.6 Mbit/s, 150 ms', (f) => f.slowMilliseconds, UNITS.s],
  ['wire bytes of a further cold query, mean', (f) => f.furtherBytes?.mean, UNITS.KB],
  ['… median / max', (f) => f.furtherBytes, ({ p50, max }) => `${UNITS.KB(p50)} / ${UNITS.KB(max)}`],
  ['warm query, p50 / p95 / max, ms', (f) => f.warm, spread],
  ['cold query, p50 / p95 / max, ms', (f) => f.cold, spread],
  ['a letter typed, warm, p50 / p95 / max, ms', (f) => f.typedWarm, spread],
  ['a letter typed, cold, p50 / p95 / max, ms', (f) => f.typedCold, spread],
  ['letters typed in the time given, warm / cold', (f) => f.letters, ({ warm, cold, all }) => `${warm} / ${cold} of ${all}`],
  ['long tasks, loading and typing 50 queries', (f) => f.longTasks, longTasks],
  ['ready page: from a letter to results on screen, warm, p50 / p95 / max, ms', (f) => f.painted, spread],
  ['… cold', (f) => f.paintedCold, spread],
  ['ready page: long tasks, loading and typing', (f) => f.pageTasks, longTasks],
  ['memory in the page after the queries', (f) => f.memoryBytes, UNITS.MB],
  ['MRR@10 as typed / without marks / one slip', (f) => f.rank, ranks],
  ['on disk', (f) => f.bytes, UNITS.MB],
  ['files', (f) => f.files, String],
  ['build, wall time', (f) => f.buildMilliseconds, UNITS.s],
  ['build, peak memory', (f) => f.peakBytes, UNITS.MB],
  ['runtime on the wire: wasm, scripts, styles', (f) => f.runtimeBytes, UNITS.KB],
  ['… scripts and styles', (f) => f.scriptBytes, UNITS.KB],
  ['ready page: wire bytes to the first result', (f) => f.readyPageBytes, UNITS.KB],
];

/**
 * @param {object} run
 * @param {Column[]} run.columns
 * @param {{ documents: number, bytes: number }} run.corpus
 * @param {number} run.queries how many
 * @param {string} run.chromium its version
 * @param {string} run.command as it can be given again
 * @param {boolean} run.markdown
 */
export function report({ columns, corpus, queries, chromium, command, markdown }) {
  const ours = columns.find(({ name }) => name === OURS);
  const rivals = columns.filter(({ name }) => name !== OURS && ENGINES.includes(name));
  const outline = [
    markdown ? `\`${command}\`` : command,
    `${new Date().toISOString().slice(0, 10)}; ${machine(chromium)}`,
    `${corpus.documents.toLocaleString('en')} documents, ${UNITS.MB(corpus.bytes)} of text; ${queries} queries`,
  ];
  const problems = columns.flatMap(({ name, problems: own }) => own.map((problem) => `- ${name}: ${problem}`));
  const blocks = [
    outline.join(markdown ? '  \n' : '\n'),
    table(engineRows(columns), markdown),
    ...(ours ? [table(budgetRows(judge(ours.figures, rivals)), markdown)] : []),
    ...(problems.length ? [problems.join('\n')] : []),
  ];
  return blocks.join('\n\n');
}

function engineRows(columns) {
  const cell = (of, say) => (column) => {
    const value = of(column.figures);
    return value === undefined ? NONE : say(value);
  };
  return [
    ['', ...columns.map(({ name }) => name)],
    ...ROWS.map(([what, of, say]) => [what, ...columns.map(cell(of, say))]),
  ];
}

function budgetRows(lines) {
  return [
    ['budget', 'timkiem', 'target', '', 'best rival'],
    ...lines.map(({ what, unit, target, ours, best }) => [
      what,
      ours === undefined ? NONE : UNITS[unit](ours),
      `≤ ${UNITS[unit](target)}`,
      ours === undefined ? NONE : ours <= target ? 'ok' : 'over',
      best ? `${best.name} ${UNITS[unit](best.value)}` : NONE,
    ]),
  ];
}

function spread({ p50, p95, max }) {
  return [p50, p95, max].map(rounded).join(' / ');
}

function ranks({ asTyped, unmarked, slipped }) {
  return [asTyped, unmarked, slipped].map((rank) => rank.toFixed(3)).join(' / ');
}

function longTasks({ number, longest }) {
  return number ? `${number}, up to ${UNITS.ms(longest)}` : 'none';
}

/** Two figures or more: 0.42, 4.2, 42, 420; nothing is 0. */
function rounded(value) {
  return value.toFixed(value === 0 || value >= 20 ? 0 : value >= 1 ? 1 : 2);
}

/** Rows of cells, the first row being the head, the first column set to the left and the others to the right. */
function table(rows, markdown) {
  const [head, ...body] = rows;
  if (markdown) {
    const line = (cells) => `| ${cells.join(' | ')} |`;
    return [line(head), line(head.map((_, index) => (index ? '--:' : '---'))), ...body.map(line)].join('\n');
  }
  const widths = head.map((_, index) => Math.max(...rows.map((row) => row[index].length)));
  const padded = (cell, index) => (index ? cell.padStart(widths[index]) : cell.padEnd(widths[index]));
  return rows.map((row) => row.map(padded).join('  ')).join('\n');
}

function machine(chromium) {
  const memory = Math.round(os.totalmem() / 2 ** 30);
  return `${os.cpus().length} cores, ${memory} GB, ${system()}, Chromium ${chromium}, Node ${process.versions.node}`;
}

function system() {
  try {
    return /^PRETTY_NAME="?(.*?)"?$/m.exec(readFileSync('/etc/os-release', 'utf8'))[1];
  } catch {
    return os.type();
  }
}
