// The command: what timkiem and its rivals cost over the same documents.
// In: a built timkiem; documents and judged queries, or none, and then some are
// made up. Out: one table of engines side by side, one of our budgets.
// Invariant: engines are built and visited one after another, never at the same
// time. One that fails is named with the reason, and the others go on.

import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromiumVersion } from './browser.mjs';
import { survey, writeDocuments } from './documents.mjs';
import { buildOurs, buildRival, ENGINES, OURS, runtimeFiles } from './engines.mjs';
import { generate } from './generate.mjs';
import { answering, painting, readyPage, typing, waiting } from './measure.mjs';
import { multiply } from './multiply.mjs';
import { knownItems, readQueries } from './queries.mjs';
import { report } from './report.mjs';
import { serve, wireBytes } from './serve.mjs';

const USAGE = `usage: node run.mjs --timkiem PATH [--docs FILE] [--queries TSV --qrels TSV] [--seeds FOLDER]
                    [--engines ${ENGINES.join()}] [--times 10] [--limit 100] [--markdown]`;
const DOCUMENTS_MADE_UP = 2_000;
/** What the five articles of the project's seeds are asked; other folders must know it too. */
const SEED_QUERY = 'biên giới';

const options = readOptions();
const scratch = mkdtempSync(path.join(tmpdir(), 'side-by-side-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

const folderOf = (name) => path.join(scratch, name);
const larger = `${OURS}-times-${options.times}`;
const host = await serve({
  page: fileURLToPath(new URL('page', import.meta.url)),
  ...Object.fromEntries([...ENGINES, larger, 'seeds'].map((name) => [name, folderOf(name)])),
});
const columns = await compare();
host.close();
if (columns.some(({ name, problems }) => name.startsWith(OURS) && problems.length)) process.exitCode = 1;

async function compare() {
  const documents = options.docs ?? (await madeUp());
  const corpus = await survey(documents);
  const queries = options.queries
    ? await readQueries(options.queries, options.qrels, options.limit)
    : await knownItems(documents, corpus.documents, options.limit);
  if (queries.length < 2) throw new Error('expected at least two queries, the first and a further one');

  const columns = [];
  for (const engine of options.engines) columns.push(await column(engine, stepsOf(engine, documents, queries)));
  const ours = columns.find(({ name }) => name === OURS);
  if (ours && options.times) columns.push(await grown(ours.figures, documents, queries));

  const run = { columns, corpus, queries: queries.length, chromium: await chromiumVersion(), command: command() };
  console.log(report({ ...run, markdown: options.markdown }));
  return columns;
}

/** Takes steps until the first that must succeed does not; what each gives are figures. */
async function column(name, [build, ...visits]) {
  const found = { name, figures: {}, problems: [] };
  const take = async ([what, step]) => {
    console.error(`${name}: ${what}`);
    try {
      Object.assign(found.figures, await step());
      return true;
    } catch (error) {
      found.problems.push(`${what}: ${error.message.split('\n')[0]}`);
      return false;
    }
  };
  if (await take(build)) for (const visit of visits) await take(visit);
  return found;
}

function stepsOf(engine, documents, queries) {
  const subject = { engine, base: `/${engine}/`, host, queries };
  const folder = folderOf(engine);
  const ours = engine === OURS;
  return [
    ['build', () => (ours ? buildOurs(options.timkiem, documents, folder, '--page') : buildRival(engine, documents, folder))],
    ['answering', () => answering(subject)],
    ['typing', () => typing(subject)],
    ['slow network', () => waiting(subject)],
    ...(ours ? [['painting', () => painting(subject)], ['runtime', () => runtime(folder)]] : []),
    ...(ours && options.seeds ? [['ready page', seedPage]] : []),
  ];
}

async function runtime(folder) {
  const files = await runtimeFiles(folder);
  const sizes = await Promise.all(files.map(wireBytes));
  const sum = (sizes) => sizes.reduce((sum, size) => sum + size, 0);
  return { runtimeBytes: sum(sizes), scriptBytes: sum(sizes.filter((_, place) => !path.basename(files[place]).startsWith('wasm-'))) };
}

async function seedPage() {
  await buildOurs(options.timkiem, options.seeds, folderOf('seeds'), '--page');
  return readyPage({ base: '/seeds/', host, query: SEED_QUERY });
}

/** timkiem over many times the documents; how much more that costs is added to its figures. */
async function grown(figures, documents, queries) {
  const many = folderOf('many.jsonl');
  console.error(`${OURS}: the documents × ${options.times}`);
  await writeDocuments(many, multiply(documents, options.times));
  const subject = { engine: OURS, base: `/${larger}/`, host, queries };
  const found = await column(`${OURS} × ${options.times}`, [
    ['build', () => buildOurs(options.timkiem, many, folderOf(larger))],
    ['answering', () => answering(subject)],
  ]);
  if (found.figures.warm && figures.warm) {
    figures.growthOfBytes = found.figures.firstBytes / figures.firstBytes;
    figures.growthOfWarm = found.figures.warm.p50 / figures.warm.p50;
  }
  return found;
}

async function madeUp() {
  const file = folderOf('made-up.jsonl');
  await writeDocuments(file, generate(DOCUMENTS_MADE_UP));
  return file;
}

/** The command as given, but for where on this machine things are. */
function command() {
  const words = process.argv.slice(2).map((word) => (existsSync(word) ? path.basename(word) : word));
  return ['node run.mjs', ...words].join(' ');
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        timkiem: { type: 'string' },
        docs: { type: 'string' },
        queries: { type: 'string' },
        qrels: { type: 'string' },
        seeds: { type: 'string' },
        engines: { type: 'string', default: ENGINES.join() },
        times: { type: 'string', default: '0' },
        limit: { type: 'string', default: '100' },
        markdown: { type: 'boolean', default: false },
      },
    });
    const engines = values.engines.split(',');
    const unknown = engines.find((name) => !ENGINES.includes(name));
    if (unknown !== undefined) throw new Error(`there is no engine “${unknown}”`);
    if (engines.includes(OURS) && !values.timkiem) throw new Error('--timkiem says where the built command is');
    if (values.queries && !values.docs) throw new Error('--queries goes with the --docs that they are asked of');
    const [times, limit] = [values.times, values.limit].map(Number);
    if (!Number.isInteger(times) || !Number.isInteger(limit)) throw new Error('--times and --limit are whole numbers');
    return { ...values, engines, times, limit };
  } catch (error) {
    console.error(`${error.message}\n${USAGE}`);
    process.exit(2);
  }
}
