// What a reader pays. In: an engine's folder on a host, and queries. Out: the
// figures of three visits, and of a fourth to a ready page.
// Invariant: every visit begins with a bare page in a fresh browser, and what
// it cost to open the bare page is not counted.

import { SLOW_NETWORK, throttle, visit } from './browser.mjs';
import { memoryOf } from './memory.mjs';
import { slipped, unmarked } from './queries.mjs';
import { seeded } from './random.mjs';
import { reciprocalRank, summary } from './statistics.mjs';

const REPETITIONS = 3;
const QUERIES_FOR_LONG_TASKS = 50;
/** Of one pass of typing, in seconds; slow engines are cut short, and it is told. */
const TYPING_TIME = 30;
/** Frames are drawn as soon as there is something to draw: what a screen takes to show the next one is not ours. */
const AT_ONCE = ['--disable-frame-rate-limit', '--disable-gpu-vsync'];
/** As somebody types who types fast, in milliseconds. */
const BETWEEN_LETTERS = 50;
const BETWEEN_QUERIES = 300;
const PATIENCE = 300;
const PATIENCE_ON_SLOW_NETWORK = 180;

/**
 * @typedef {object} Subject
 * @property {string} engine its adapter's name
 * @property {string} base its folder on the host
 * @property {Awaited<ReturnType<typeof import('./serve.mjs').serve>>} host
 * @property {import('./queries.mjs').Query[]} queries
 */

/** Asks all queries for the first time, then again, then typed badly. @param {Subject} subject */
export function answering({ engine, base, host, queries }) {
  const texts = queries.map(({ text }) => text);
  const relevant = queries.map((query) => query.relevant);
  return visit(PATIENCE, async (page) => {
    const first = await opened(page, { engine, base, host, query: texts[0] });

    const further = [];
    for (const text of texts.slice(1)) {
      const before = host.sent();
      const answer = await ask(page, text);
      further.push({ ...answer, bytes: host.since(before).bytes });
    }

    const best = texts.map(() => Infinity);
    for (let repetition = 0; repetition < REPETITIONS; repetition++) {
      const again = await askAll(page, texts);
      again.forEach(({ milliseconds }, index) => (best[index] = Math.min(best[index], milliseconds)));
    }
    const memoryBytes = await memoryOf(page);

    const random = seeded(4);
    const rankOf = (answers) => reciprocalRank(answers.map(({ ids }) => ids), relevant);
    const rank = {
      asTyped: rankOf([first, ...further]),
      unmarked: rankOf(await askAll(page, texts.map(unmarked))),
      slipped: rankOf(await askAll(page, texts.map((text) => slipped(text, random)))),
    };
    return {
      firstBytes: first.sent.bytes,
      firstRequests: first.sent.requests,
      furtherBytes: summary(further.map(({ bytes }) => bytes)),
      cold: summary(further.map(({ milliseconds }) => milliseconds)),
      warm: summary(best),
      memoryBytes,
      rank: relevant.some(({ size }) => size) ? rank : undefined,
    };
  });
}

/** Types every query letter by letter, twice. @param {Subject} subject */
export function typing({ engine, base, host, queries }) {
  const texts = queries.map(({ text }) => text);
  return visit(PATIENCE, async (page) => {
    await opened(page, { engine, base, host, query: texts[0] });
    const watched = await type(page, texts.slice(0, QUERIES_FOR_LONG_TASKS));
    const longTasks = await page.evaluate(() => window.visit.longTasks());
    const once = [...watched, ...(await type(page, texts.slice(QUERIES_FOR_LONG_TASKS)))];
    const again = await type(page, texts);
    return {
      letters: { warm: again.length, cold: once.length, all: [...texts.join('')].length },
      typedCold: summary(once),
      typedWarm: summary(again),
      longTasks: { number: longTasks.length, longest: Math.max(0, ...longTasks) },
    };
  });
}

/** Waits for the first answer on a slow network. @param {Subject} subject */
export function waiting({ engine, base, host, queries }) {
  return visit(PATIENCE_ON_SLOW_NETWORK, async (page) => {
    const first = await opened(page, { engine, base, host, query: queries[0].text, network: SLOW_NETWORK });
    return { slowMilliseconds: first.milliseconds };
  });
}

/** Types a query into a ready page; here everything counts, the page included. */
export function readyPage({ base, host, query }) {
  return visit(PATIENCE_ON_SLOW_NETWORK, async (page) => {
    const before = host.sent();
    await page.goto(new URL(base, host.address).href);
    const answered = page.evaluate(
      (typed) =>
        new Promise((resolve) => {
          addEventListener('tim-kiem-search', ({ detail }) => detail.query === typed && resolve(detail.total));
        }),
      query,
    );
    await page.locator('tim-kiem input').pressSequentially(query);
    if (!(await answered)) throw new Error(`found nothing for “${query}”`);
    return { readyPageBytes: host.since(before).bytes };
  });
}

/**
 * Types into a ready page, letter by letter, each query twice running: parts that the first time brings are there the
 * second time. How long it takes from a letter to its results on the screen, and whatever kept the page waiting, from
 * its loading on.
 */
export function painting({ base, host, queries }) {
  return visit(PATIENCE, async (page) => {
    await page.addInitScript(() => {
      window.paints = [];
      window.waits = [];
      const note = (list) => window.waits.push(...list.getEntries().map(({ duration }) => duration));
      new PerformanceObserver(note).observe({ type: 'longtask', buffered: true });
      let typed = 0;
      addEventListener('input', ({ timeStamp }) => (typed = timeStamp), true);
      addEventListener('tim-kiem-search', () => {
        const from = typed;
        // What is posted in a frame runs once that is painted.
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => window.paints.push(performance.now() - from);
          port2.postMessage(null);
        });
      });
    });
    await page.goto(new URL(base, host.address).href);
    const box = page.locator('tim-kiem [part=input]');
    const cold = [];
    const warm = [];
    for (const { text } of queries.slice(0, QUERIES_FOR_LONG_TASKS)) {
      for (const paints of [cold, warm]) {
        await box.fill('');
        await box.pressSequentially(text, { delay: BETWEEN_LETTERS });
        await page.waitForTimeout(BETWEEN_QUERIES);
        paints.push(...(await page.evaluate(() => window.paints.splice(0))));
      }
    }
    const waits = await page.evaluate(() => window.waits);
    return { paintedCold: summary(cold), painted: summary(warm), pageTasks: { number: waits.length, longest: Math.max(0, ...waits) } };
  }, AT_ONCE);
}

/** Loads the engine into a bare page and asks once; gives what was sent meanwhile, beside the answer. */
async function opened(page, { engine, base, host, query, network }) {
  await page.goto(`${host.address}page/`);
  await page.waitForFunction(() => 'visit' in window);
  if (network) await throttle(page, network);
  const before = host.sent();
  const open = ([name, folder, text]) => window.visit.open(name, folder, text);
  const answer = await page.evaluate(open, [engine, base, query]);
  return { ...answer, sent: host.since(before) };
}

function ask(page, text) {
  return page.evaluate((query) => window.visit.ask(query), text);
}

function askAll(page, texts) {
  return page.evaluate((queries) => window.visit.askAll(queries), texts);
}

function type(page, texts) {
  return page.evaluate(([queries, seconds]) => window.visit.type(queries, seconds), [texts, TYPING_TIME]);
}
