// A reader, in the page. In: an engine and queries. Out: how long each answer
// took, what it held, and the long tasks meanwhile.
// Invariant: every question is asked in a task of its own, as every key pressed
// is: else the answers of a whole pass would run together into one long task.

import { adapters } from './adapters.js';

const HITS = 10;

/** @type {import('./adapters.js').Search} */
let search;
/** @type {number[]} */
const longTasks = [];
const observer = new PerformanceObserver((list) => note(list.getEntries()));
observer.observe({ type: 'longtask' });

window.visit = {
  /** Loads an engine; gives the milliseconds to its first answer. */
  async open(name, base, query) {
    const started = performance.now();
    search = await adapters[name](base);
    const hits = await search(query, HITS);
    const milliseconds = performance.now() - started;
    if (!hits.some(({ excerpt }) => excerpt)) throw new Error(`found nothing for “${query}”`);
    return { milliseconds, ids: hits.map(({ id }) => id) };
  },

  ask,

  /** Asks all queries, one after the other. */
  async askAll(queries) {
    const answers = [];
    for (const query of queries) answers.push(await ask(query));
    return answers;
  },

  /** Types queries letter by letter, until all are typed or the time is over. */
  async type(queries, seconds) {
    const deadline = performance.now() + seconds * 1000;
    const milliseconds = [];
    for (const query of queries) {
      const letters = [...query];
      for (let typed = 1; typed <= letters.length; typed++) {
        if (performance.now() > deadline) return milliseconds;
        milliseconds.push((await ask(letters.slice(0, typed).join(''))).milliseconds);
      }
    }
    return milliseconds;
  },

  /** The milliseconds of every long task so far. */
  async longTasks() {
    await nextTask();
    note(observer.takeRecords());
    return longTasks;
  },
};

async function ask(query) {
  await nextTask();
  const started = performance.now();
  const hits = await search(query, HITS);
  return { milliseconds: performance.now() - started, ids: hits.map(({ id }) => id) };
}

function nextTask() {
  return scheduler.postTask(() => {});
}

function note(entries) {
  longTasks.push(...entries.map((entry) => entry.duration));
}
