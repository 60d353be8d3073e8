// What is shown of documents that are made to do harm. It is run where scripts
// of the driver are; each story gives a list of what is wrong.
const element = document.querySelector('tim-kiem');
const root = element.shadowRoot;
const box = root.querySelector('[part=input]');
const all = (part) => [...root.querySelectorAll(`[part~=${part}]`)];
const one = (part) => all(part)[0];
const text = (passage) => passage.map(([piece]) => piece).join('');
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const wrong = [];
const is = (what, found, expected) => {
  if (JSON.stringify(found) !== JSON.stringify(expected)) wrong.push(`${what}: ${JSON.stringify(found)?.slice(0, 300)} is not ${JSON.stringify(expected)?.slice(0, 300)}`);
};
const until = async (what, isSo) => {
  for (const started = Date.now(); !isSo(); await sleep(2)) {
    if (Date.now() - started > 5000) throw new Error(`never: ${what}`);
  }
};

let page = null;
let failure = null;
addEventListener('tim-kiem-search', ({ detail }) => (page = detail));
addEventListener('tim-kiem-error', ({ detail }) => (failure = detail.error));

const ELEMENTS = 'a article button details dialog div fieldset h1 h2 input kbd label legend mark option p select slot small span summary time'.split(' ');
const ATTRIBUTES = 'part href id role tabindex class hidden type dir autocomplete autocorrect autocapitalize spellcheck enterkeyhint placeholder datetime lang title value name open'.split(' ');

/** Nothing is in the element that it does not make, and no link leads where none may. */
const holds = (what) => {
  for (const each of root.querySelectorAll('*')) {
    const odd = [...each.attributes].filter(({ name }) => !ATTRIBUTES.includes(name) && !name.startsWith('aria-'));
    if (!ELEMENTS.includes(each.localName) || each.namespaceURI !== 'http://www.w3.org/1999/xhtml' || odd.length) wrong.push(`${what}: ${each.outerHTML.slice(0, 200)}`);
  }
  for (const link of root.querySelectorAll('[href]')) {
    const said = link.getAttribute('href');
    const isNone = !URL.canParse(said, document.baseURI);
    const isWithin = link.protocol === location.protocol && link.host === location.host && !/^[/\\]{2}/.test(said);
    if (!isNone && !isWithin && !['http:', 'https:', 'mailto:'].includes(link.protocol)) wrong.push(`${what}: leads to ${link.href}`);
  }
  if (globalThis.pwned !== undefined || document.querySelectorAll('tim-kiem').length !== 1) wrong.push(`${what}: a script ran`);
};

/** All documents are shown, as the text that they are. */
const shows = async (given) => {
  const documents = new Map(given);
  element.setAttribute('limit', '999');
  await element.search('chung');
  const options = all('hit');
  const found = new Set(page.hits.map(({ id }) => id));
  is('not found', [...documents.keys()].filter((id) => !found.has(id)), []);
  options.forEach((option, number) => {
    const hit = page.hits[number];
    const { title, text: body, meta, url } = documents.get(hit.id) ?? {};
    is(`title of ${hit.id}`, option.querySelector('[part=title]').textContent, title);
    is(`title of ${hit.id} as told`, text(hit.title), title);
    is(`meta of ${hit.id}`, Object.entries(hit.meta), Object.entries(meta));
    is(`address of ${hit.id}`, hit.url, url);
    const plain = (words) => words.replace(/\s+/g, ' ').trim();
    const snippet = option.querySelector('[part=snippet]').textContent.replace(/^… | …$/g, '');
    for (const piece of snippet.split(' … ')) if (!plain(body).includes(plain(piece))) wrong.push(`snippet of ${hit.id}: ${piece.slice(0, 200)}`);
  });
  holds('hits');
  // What turns around a title leaves alone what stands beside it.
  const places = ['turned', 'straight'].map((id) => {
    const option = options[page.hits.findIndex((hit) => hit.id === id)];
    const left = (part) => Math.round(option.querySelector(`[part=${part}]`).getBoundingClientRect().left);
    return ['date', 'snippet'].map(left);
  });
  is('beside what is turned around', places[0], places[1]);
  element.setAttribute('limit', '5');
};

/** Every query is answered, and what is said of it is text. */
const answers = async (queries) => {
  for (const query of queries) {
    page = failure = null;
    await element.search(query);
    is(`box for ${query}`, box.value, query.replace(/[\r\n]/g, ''));
    if (box.value.trim() && !failure) {
      is(`suggestions for ${query}`, all('suggestion').map((each) => each.textContent), page.suggestions.filter((each) => each !== box.value.trim()));
      if (page.total === 0 && !one('status').textContent.includes(box.value)) wrong.push(`status for ${query}: ${one('status').textContent}`);
    }
    if (failure && failure.code !== 'filter/unknown') wrong.push(`${query}: ${failure}`);
    holds(query.slice(0, 50));
  }
};

/** Documents are read as the text that they are, under whatever id. */
const reads = async (ids, given) => {
  const documents = new Map(given);
  const here = location.href.split('#')[0];
  for (const id of ids) {
    const { title, text: body, meta } = documents.get(id);
    location.hash = `#/${encodeURIComponent(id)}`;
    await until(`${id} is read`, () => !one('article').hidden && one('article-title')?.textContent === title);
    is(`text of ${id}`, all('paragraph').map((each) => each.textContent), body.split('\n\n').filter(Boolean));
    is(`author of ${id}`, one('author')?.textContent, meta.author);
    is(`byline of ${id}`, Boolean(one('byline')), Boolean(one('byline')?.hasChildNodes()));
    holds(`reading ${id}`);
    if (!location.href.startsWith(here)) wrong.push(`${id} led to ${location.href}`);
  }
  location.hash = '';
  await until('the article is closed', () => one('article').hidden);
};

/** A hit whose address does harm is read here when it is chosen. */
const follows = async (query, given) => {
  const documents = new Map(given);
  const here = location.href.split(/[?#]/)[0];
  element.setAttribute('limit', '99');
  await element.search(query);
  const [options, hits] = [all('hit'), page.hits];
  let read = 0;
  for (const [number, option] of options.entries()) {
    const isAway = !option.href.startsWith(`${here}`);
    if (isAway) continue;
    option.click();
    const { title } = documents.get(hits[number].id);
    await until(`${hits[number].id} is read`, () => one('article-title')?.textContent === title);
    if (!location.href.startsWith(here)) wrong.push(`${hits[number].id} led to ${location.href}`);
    holds(`reading ${hits[number].id}`);
    history.back();
    await until(`${hits[number].id} is left`, () => one('article').hidden);
    read++;
  }
  element.setAttribute('limit', '5');
  return read;
};

/** Whatever a filter and its values are called, choosing one gives what it says. */
const filters = async (names) => {
  await element.search('ten');
  one('filters').open = true;
  const groups = all('facet').filter((group) => group.checkVisibility());
  is('names', groups.map((group) => group.querySelector('legend').textContent).sort(), names);
  for (const group of groups) {
    for (const row of [...group.querySelectorAll('[part=value]')].filter((row) => row.checkVisibility()).slice(0, 2)) {
      const [input, count] = [row.querySelector('input'), Number(row.querySelector('[part=count]').textContent)];
      for (const total of [count, 4]) {
        page = failure = null;
        input.click();
        await until(`${group.textContent}, ${row.textContent}`, () => page ?? failure);
        is(`${group.firstChild.textContent}: ${row.textContent}`, page?.total, total);
      }
    }
  }
  holds('filters');
};

/** What a page, or somebody at the device, puts where it is read. */
const bears = async (home) => {
  for (const [kept, queries] of [
    ['{', []], ['null', []], ['5', []], ['"x"', []], ['{"filter":1,"length":9}', []], ['[[["x"]]]', []],
    ['[null,5,{"a":1},"<img src=x onerror=pwned=1>","\\u202ex"]', ['<img src=x onerror=pwned=1>', '\u202ex']],
  ]) {
    localStorage.setItem(`tim-kiem:${home}`, kept);
    await element.search('chung');
    await element.search('');
    box.focus();
    is(`recent of ${kept}`, all('recent').map((each) => each.textContent), queries);
    holds('recent');
  }
  localStorage.clear();
  const markup = '"><img src=x onerror=pwned=1>';
  for (const [name, value] of [
    ['placeholder', markup], ['lang', 'x" onload="pwned=1'], ['lang', '__proto__'], ['shortcut', markup], ['sort', 'constructor'], ['limit', '1e309'], ['limit', '4294967296'],
    ['strings', JSON.stringify({ none: markup, placeholder: markup, filters: markup })], ['strings', '{"found":null,"best":[],"none":5}'], ['strings', 'null'], ['strings', '"x"'], ['strings', '{'],
  ]) {
    element.setAttribute(name, value);
    for (const query of ['chung', 'khongcogica']) await element.search(query);
    await element.search('chung');
    is(`hits with ${name}="${value}"`, all('hit').length > 0, true);
    holds(`${name}="${value}"`);
    if (name === 'placeholder') is('placeholder', box.placeholder, markup);
    element.removeAttribute(name);
  }
  for (const src of ['javascript:pwned=1//', 'data:text/javascript,pwned=1//', 'blob:x', 'http://[', 'x y\u0000']) {
    failure = null;
    element.setAttribute('src', src);
    await element.search('chung');
    await until(`src="${src}" is refused`, () => failure);
    is(`hits with src="${src}"`, all('hit').length, 0);
    holds(`src="${src}"`);
  }
  element.removeAttribute('src');
  // What cannot be loaded is told, by the script that was to be; nothing else is.
  is('said', (window.messages ?? []).filter((said) => !/^error: .*\/timkiem\.js(\?\d+)?$/.test(said)), []);
  if (window.messages) messages.length = 0;
  element.setAttribute('shortcut', '/');
  dispatchEvent(new Event('keydown'));
  await element.search('chung');
  is('hits after all', all('hit').length > 0, true);
  await element.search('chung \ud800');
  is('half a character', all('hit').length > 0, true);
};

/** Whatever a script asks for, it is answered or told what is wrong. */
const takes = async (home) => {
  const { open } = await import(`${home}timkiem.mjs`);
  const index = await open(home);
  const ids = async (options) => (await index.search('ten', options)).hits.map(({ id }) => id);
  const usual = await ids();
  is('usually', usual.length, 4);
  for (const limit of [-1, NaN, 'x', null, {}, -Infinity]) is(`limit ${limit}`, await ids({ limit }), []);
  for (const [limit, count] of [['3', 3], [2.9, 2], [1e9, 4], [1e309, 4], [2 ** 32, 4], [undefined, 4]]) is(`limit ${limit}`, (await ids({ limit })).length, count);
  for (const [offset, count] of [[-1, 4], [NaN, 4], ['1', 3], [1e9, 0], [2 ** 32, 0], [null, 4]]) is(`offset ${offset}`, (await ids({ offset })).length, count);
  for (const options of [undefined, null, { from: '2024', to: '2024-02-29' }, { from: 2024 }, { from: null, to: '' }]) is(`options ${options}`, typeof (await index.search('ten', options)).total, 'number');
  for (const options of [undefined, null, { query: null }]) is(`document with ${options}`, (await index.document('__proto__', options)).id, '__proto__');
  is('no address', await open('http://[').catch(({ code }) => code), 'index/missing');
  for (const sort of ['<', 'constructor', '__proto__', {}, null, 5, 'date:up', '\n', 'relevance\nx']) is(`sort ${sort}`, await ids({ sort }), usual);
  for (const [filters, count] of [
    [{ ['__proto__']: 'C++' }, 1], [{ constructor: ['C++', 'C#'] }, 2], [{ toString: { none: '__proto__' } }, 3], [{ 'a:b': 'C#', 'tác giả': { all: ['C#', 'constructor'] } }, 1],
    [{ '<img src=x onerror=pwned=1>': '<b>x</b>' }, 1], [{ '-x': '🔥' }, 1], [{ then: 'nothing' }, 0], [{ then: undefined, a: null, length: [] }, 4], [null, 4], [{ 'line break': 'toString' }, 1],
  ]) is(`filters ${JSON.stringify(filters)}`, (await ids({ filters })).length, count);
  for (const options of [
    { filters: { none: 'x' } }, { filters: { 'a" then': 'x' } }, { filters: 'tag:x' }, { filters: ['x'] }, { filters: { valueOf: 'x' } }, { filters: { then: { nay: 'x' } } },
    { from: 'x' }, { from: '2024 -a:"C++"' }, { to: '"' }, { to: new Date(0) }, { from: '2024\nx' },
    { from: '2024-02-31' }, { to: '2024-13' }, { from: '12024-01-01' }, { to: '2024-1' }, { from: '2024-' }, { from: 99 },
  ]) is(`refused: ${JSON.stringify(options)}`, await ids(options).catch(({ code }) => code), 'filter/unknown');
  const { facets, hits } = await index.search('ten');
  is('values of __proto__', Object.getOwnPropertyDescriptor(facets, '__proto__')?.value['__proto__'], 1);
  is('no values', [facets.valueOf, facets.then.constructor, hits[0].meta.toString], [undefined, 1, undefined]);
  for (const id of ['__proto__', 'line\nbreak\n', 'return\rand\ttab', '%00', '?q=x&p=1#/y']) is(`document ${id}`, (await index.document(id)).id, id);
  for (const id of ['', 'line\nbreak', 'valueOf', null, {}]) is(`document ${id}`, await index.document(id).catch(({ code }) => code), 'document/unknown');
  for (const query of [null, undefined, {}, Symbol.iterator.description, '\ud800', '\u0000']) is(`query ${query}`, typeof (await index.search(query)).total, 'number');
  index.close();
};
