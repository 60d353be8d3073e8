/**
 * The service worker: the page opens and searches without a network, as far
 * as what it needs has been read or kept.
 *
 * In: what the page requests of its folder. Out: the files of one generation.
 * Invariant: a page never gets the index of one build from the engine of
 * another. A build is a new worker with a cache of its own, which takes over
 * when no page of the former is open; what is immutable is taken from the
 * cache, what is not from the network while there is one; of other builds
 * nothing is kept anew.
 *
 * ```text
 * index.html, timkiem.js …               the network; its copy if that fails or is late, or leads to what is missing
 * wasm-HASH.js, index-HASH.js            its copy, made when the worker was installed
 * parts-BUILD/, strings-HASH/            its copy, made when it was read or kept
 * the same of another build              the copy of that generation if it is still or already there
 * anything else                          as if there were no worker
 * ```
 */
import { cacheName, cacheNames, generation } from './generation.js';
import { isFile, isKept, keep } from './keeping.js';

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (globalThis));

/** After how many milliseconds the network is late. */
const PATIENCE = 4000;
/** For how many milliseconds nobody waits for it then: what the same page asks for next. */
const LATE = 5000;

const PAGE = 'index.html';
const shell = generation.shell ?? {};
const scope = worker.registration.scope;
const own = cacheName(scope);

/** Until when the network is not asked first. */
let isLateUntil = 0;

worker.addEventListener('install', (event) => event.waitUntil(install()));
worker.addEventListener('activate', (event) => event.waitUntil(activate()));
worker.addEventListener('fetch', (event) => {
  const { method, url, cache } = event.request;
  // Whoever wants no copy to be kept wants none to be given either.
  if (method !== 'GET' || !url.startsWith(scope) || cache === 'no-store') return;
  const name = url.slice(scope.length).split(/[?#]/)[0] || PAGE;
  if (Object.hasOwn(shell, name) && !isHashed(name)) event.respondWith(entry(event.request, name));
  else if (isOwn(name)) event.respondWith(fixed(event, name));
  else if (/^[a-z]+-[0-9a-f]{16}(\.js$|\/)/.test(name)) event.respondWith(foreign(event.request, name));
});

/** @param {string} name */
function isScript(name) {
  return name.endsWith('js');
}

/** @param {string} name */
function isHashed(name) {
  return /-[0-9a-f]{16}\.js$/.test(name);
}

/**
 * Whether a file never changes and is of this generation.
 * @param {string} name
 */
function isOwn(name) {
  const isIn = (/** @type {string} */ folder) => folder !== '' && name.startsWith(`${folder}/`);
  return Object.hasOwn(shell, name) || isIn(generation.parts) || isIn(generation.strings);
}

/** The shell, all of it or nothing; and the parts, if those of the former generation were kept. */
async function install() {
  const former = (await cacheNames(scope)).filter((name) => name !== own);
  const files = Object.entries(shell).map(async ([name, digest]) => /** @type {const} */ ([scope + name, await whole(name, digest)]));
  const loaded = await Promise.all(files);
  const cache = await caches.open(own);
  await Promise.all(loaded.map(([address, response]) => cache.put(address, response)));
  if (await isKept(scope, former)) await keep(cache, scope);
}

/**
 * A file of the shell. While a folder is being uploaded it may be that of
 * another build: the digest tells, and then the worker is not installed yet.
 * @param {string} name
 * @param {string} integrity
 */
async function whole(name, integrity) {
  const address = scope + name;
  const copy = isHashed(name) && (await caches.match(address));
  if (copy) return copy;
  const response = await fetch(address, { cache: isHashed(name) ? 'default' : 'no-cache', integrity });
  if (!response.ok) throw new Error(`expected the file ${address}, found none (the host answered ${response.status})`);
  // Of a page that is there to be changed only this is known: it has led here, which what a host or a hotel says in its
  // place does not.
  const isAnother = name === PAGE && !/tim-?kiem|offline\.js/.test(await response.clone().text());
  if (isAnother) throw new Error(`expected a page to search with at ${address}, found another`);
  // A page cannot be opened with what was found by way of another address.
  return response.redirected ? new Response(response.body, { headers: response.headers }) : response;
}

async function activate() {
  for (const name of await cacheNames(scope)) {
    if (name !== own) await caches.delete(name);
  }
  // The page that is open for the first time is to be kept as it is read.
  await worker.clients.claim();
}

/**
 * What changes from build to build.
 * @param {Request} request
 * @param {string} name
 */
async function entry(request, name) {
  // Not what the browser remembers: that may be of neither generation.
  const asked = fetch(request, { cache: 'no-cache' });
  const sound = asked.then((response) => (isScript(name) ? script(response.clone()) : response));
  sound.catch(() => {});
  const response = Date.now() < isLateUntil ? undefined : await Promise.race([sound, late()]).catch(() => null);
  if (response && response.status < 500) return unremembered(response);
  if (response === undefined) isLateUntil = Date.now() + LATE;
  // Some browsers let the next worker take over while this one still answers.
  const copy = (await copyOf(scope + name)) ?? (await copyOf(scope + name, {}));
  return copy ? unremembered(copy) : asked;
}

/** @returns {Promise<undefined>} */
function late() {
  return new Promise((resolve) => setTimeout(resolve, PATIENCE));
}

/**
 * All of a script, if it is one: while a folder is being uploaded it may be missing, or cut off.
 * @param {Response} response
 */
async function script(response) {
  if (!response.ok || response.headers.get('content-type')?.includes('html')) throw new Error(`expected a script at ${response.url}, found none`);
  return response.redirected ? response : new Response(await response.blob(), { headers: response.headers });
}

/**
 * A script that the page itself is not to remember: it would take it for that
 * of another generation the next time.
 * @param {Response} response
 */
function unremembered(response) {
  // Where a redirection leads, only the browser may know.
  if (!response.ok || response.redirected) return response;
  const headers = new Headers(response.headers);
  headers.set('cache-control', 'no-cache');
  return new Response(response.body, { headers });
}

/**
 * What never changes.
 * @param {FetchEvent} event
 * @param {string} name
 */
async function fixed(event, name) {
  const { request } = event;
  const address = scope + name;
  // Who was given something damaged asks again, past all copies.
  const copy = request.cache !== 'reload' && (await copyOf(address));
  if (copy) return copy;
  const response = await fetch(request);
  if (response.ok) event.waitUntil(put(address, response.clone()));
  return response;
}

/**
 * Keeps a copy, if it is one: while a folder is being uploaded, a host may
 * answer with a page of its own and say that all is well.
 * @param {string} address
 * @param {Response} response
 */
async function put(address, response) {
  try {
    const { headers } = response;
    const content = await response.blob();
    if (await isFile(content)) await (await caches.open(own)).put(address, new Response(content, { headers }));
  } catch {
    // For want of room, or of the rest of it, there is no copy.
  }
}

/**
 * A copy of this generation, or wherever it is; none if the device has none or
 * does not let it be read.
 * @param {RequestInfo} request
 * @param {MultiCacheQueryOptions} [where]
 */
async function copyOf(request, where = { cacheName: own }) {
  return caches.match(request, where).catch(() => undefined);
}

/**
 * What never changes, of another generation. Where something of that is not there yet, as while a folder is being
 * uploaded, or is late, and this one can do without, the scripts are those of this one for a while: the page finds them
 * when it looks whether there is another index.
 * @param {Request} request
 * @param {string} name
 */
async function foreign(request, name) {
  const copy = request.cache !== 'reload' && (await copyOf(request, {}));
  if (copy) return copy;
  const asked = fetch(request);
  const isWhole = asked.then(async (response) => response.ok && (!isScript(name) || (await isFile(await response.clone().blob()))));
  const isThere = await Promise.race([isWhole.catch(() => false), late()]);
  // Without its parts this one could not answer either.
  const canDoWithout = async () => isHashed(name) || isKept(scope, [own]).catch(() => false);
  if (isThere || !(await canDoWithout())) return asked;
  isLateUntil = Date.now() + LATE;
  return isThere === undefined ? Response.error() : asked;
}
