/**
 * Asks the engine for browsers, and the scripts around it, what in_wasm.rs
 * asks the same engine on this machine.
 *
 * In: the module of a folder that `timkiem build` wrote, and a file of cases:
 * indexes, and of each what becomes of its parts. Out: for each case what was
 * answered, as JSON, a line each; then how much memory the engine has taken,
 * in bytes.
 *
 * There is no page here: files come out of this script, as they come out of a
 * page that has them in itself.
 */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { deflateRawSync } from 'node:zlib';

const [, , module, cases] = process.argv;
const { indexes, questions, articles, forged } = JSON.parse(readFileSync(cases, 'utf8'));
const { href } = pathToFileURL(module);
const home = new URL('.', href).href;

/** What the files of the case under way are, by the name of their parts. */
let files = new Map();
/** @type {WebAssembly.Memory | undefined} */
let memory;

Object.assign(globalThis, {
  document: { baseURI: home },
  // Nobody waits here for what may go better the next time.
  setTimeout: (/** @type {() => void} */ go) => setImmediate(go),
  /** @param {string} address */
  async timkiemPacked(address) {
    const name = address.slice(home.length);
    if (name.startsWith('wasm-')) return unwrapped(readFileSync(new URL(address)));
    const part = name.startsWith('index-') ? 'root-0' : name.replace(/^.*\/(.*)\.js$/, '$1');
    if (!files.has(part)) throw 'there is none';
    return deflateRawSync(files.get(part));
  },
});
Promise.withResolvers ??= () => {
  const own = {};
  own.promise = new Promise((resolve, reject) => Object.assign(own, { resolve, reject }));
  return own;
};
const { Instance } = WebAssembly;
WebAssembly.Instance = class extends Instance {
  /** @param {any} given */
  constructor(...given) {
    super(...given);
    memory = Object.values(this.exports).find((one) => one instanceof WebAssembly.Memory);
  }
};

const { open } = await import(href);
for (const [number, { index, part, file }] of forged.entries()) {
  files = new Map(indexes[index].map(([name, content]) => [name, Buffer.from(content, 'base64')]));
  files.set(part, Buffer.from(file, 'base64'));
  console.log(JSON.stringify(await answers().catch((error) => fail(number, error))));
}
console.log(memory.buffer.byteLength);

async function answers() {
  const [opened, index] = await told(() => open(home));
  if (!index) return opened;
  const said = [];
  for (const { query, options } of questions) said.push((await told(() => index.search(query, options)))[0]);
  for (const [id, query] of articles) said.push((await told(() => index.document(id, { query })))[0]);
  index.close();
  return said;
}

/**
 * An answer, or the code of the error that there is instead, and the answer.
 * @param {() => Promise<any>} ask
 */
async function told(ask) {
  try {
    const answer = await ask();
    return [answer, answer];
  } catch (error) {
    if (!error.code || !/expected .*found .*; /s.test(error.message)) throw error;
    return [error.code];
  }
}

function fail(number, error) {
  console.error(`case ${number}: ${error.stack}`);
  process.exit(1);
}

/** @param {Buffer} script */
function unwrapped(script) {
  const bytes = [];
  for (let at = 'timkiemPart(()=>{/*'.length; at < script.length - 4; at++) {
    bytes.push(script[at]);
    if (script[at] === 42 && script[at + 1] === 92) at++;
  }
  return Uint8Array.from(bytes);
}
