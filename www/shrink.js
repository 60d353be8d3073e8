/**
 * Makes the engine as small as it goes.
 *
 * In: WebAssembly with the names of its functions, and the glue that calls it,
 * as wasm-pack wrote them. Out: the same, optimised, and what they call each
 * other shortened in both; but that a panic is a trap without a word: nobody
 * would read it, the page says what to do, and the words are a twentieth of
 * the bytes.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import binaryen from 'binaryen';
import { ordered } from './resemblance.js';

/** What is called by a panic only, by the names of Rust's own library. */
const WORDS = /\bpanic|::fmt\b|Formatter|unwrap_failed|expect_failed|assert_failed|_fail\b|capacity_overflow|handle_(alloc_)?error|alloc_error/;

/** What it says then, found in the data. */
const SAID = new RegExp(
  [
    'assertion failed: self\\.is_char_boundary\\(new_len\\)',
    'slice index starts at |index out of bounds: the len is | but (?:the index is|ends at) ?',
    'range (?:start|end) index | out of range for slice of length ',
    'copy_from_slice: source slice length \\(|\\) does not match destination slice length \\(',
    '(?:insertion|removal) index \\(is |\\) should be <=? len \\(is ',
    'attempted to take ownership of Rust value while it was borrowed|null pointer passed to rust',
    'recursive use of an object detected which would lead to unsafe aliasing in rust',
    'Tried to shrink to a larger capacity|capacity overflow|attempt to divide by zero|RefCell already (?:mutably )?borrowed',
    'argument of integer logarithm must be positive|called `Result::unwrap_throw\\(\\)` on an `Err` value',
    'closure invoked recursively or after being dropped',
    '0001020304(?:\\d\\d){95}',
  ].join('|'),
  'g',
);

/**
 * What nobody calls, though the table of functions has it: what a script would call that was given a closure, or a
 * promise to wait for, and the engine gives none.
 */
const UNCALLED = /\bclosures::_::invoke\b|\bjs_sys::futures\b/;

/** What browsers have had for years. */
const FEATURES = ['bulk-memory', 'bulk-memory-opt', 'multivalue', 'mutable-globals', 'nontrapping-float-to-int', 'reference-types', 'sign-ext'].map((feature) => `--enable-${feature}`);

/**
 * Deflated, -O2 is no larger than -Oz. Nothing may be read before it is known to be there: with --ignore-implicit-traps
 * an element would be read first, and thrown away if its index was out of range, which traps where memory ends.
 */
const FLAGS = ['-O2', '--converge', '--one-caller-inline-max-function-size=10', '--low-memory-unused', '--strip-debug', '--strip-producers', '--strip-target-features', '--optimize-added-constants-propagate', '-O2'];

/**
 * @param {Uint8Array} wasm
 * @param {string} glue
 */
export function shrink(wasm, glue) {
  const folder = mkdtempSync(join(tmpdir(), 'timkiem-'));
  const [given, made] = [join(folder, 'given.wasm'), join(folder, 'made.wasm')];
  try {
    const caller = instantiating(plain(glue));
    writeFileSync(given, silenced(wasm, caller));
    execFileSync('wasm-opt', [given, '-o', given, ...FEATURES, ...FLAGS]);
    writeFileSync(given, ordered(readFileSync(given)));
    const names = JSON.parse(execFileSync('wasm-opt', [given, '-o', made, ...FEATURES, '--minify-imports-and-exports-and-modules'], { encoding: 'utf8' }));
    return { wasm: readFileSync(made), glue: renamed(caller, names) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * What the glue has for browsers that could not run the engine anyway, for engines that live on when they have
 * failed, for those that give or take anything but texts, numbers, lists and objects (no `undefined`, no `true`),
 * and for speed that cannot be measured; and what it does instead.
 */
const STAND_INS = /** @type {[RegExp, string][]} */ ([
  [/if \(!\('encodeInto' in cachedTextEncoder\)\) \{[^]*?\n\}\n/, ''],
  [/(function passStringToWasm0\(arg, malloc), realloc(\) \{)[^]*?\n\}\n/, '$1$2 return passArray8ToWasm0(cachedTextEncoder.encode(arg), malloc); }\n'],
  [/, wasm\.__wbindgen_realloc\)/g, ')'],
  [/const EngineFinalization =[^]*?;\n/, ''],
  [/ {8}EngineFinalization\.register.*\n/, ''],
  [/ {4}__destroy_into_raw\(\) \{[^]*?\n {4}free\(\) \{[^]*?\n {4}\}\n/, ''],
  [/if \(Symbol\.dispose\).*\n/, ''],
  [/let deferred1_0;[^]*?(const ret = .*)[^]*?return (getString.*)[^]*?finally \{[^]*?\}/, '$1 const text = $2 wasm.__wbindgen_free(ret[0], ret[1], 1); return text;'],
  [/try \{(\s+ptr0[^]*?)\} catch \(e\) \{[^]*?throw e;\s+\}\n/, '$1'],
  [/function\(\) \{ return handleError\((function [^]*?\n {8}\}), arguments\); \}/g, '$1'],
  [/isLikeNone\(show\) \? 0 : (addToExternrefTable0\(show\))/g, 'show ? $1 : 0'],
  [/__proto__: null,/g, ''],
  [/cachedTextDecoder\.decode\(\);\nconst MAX/, 'const MAX'],
  [/let cachedUint8ArrayMemory0 = null;\n(function getUint8ArrayMemory0\(\) \{)[^]*?\n\}\n/, '$1 return new Uint8Array(wasm.memory.buffer); }\n'],
  [/const table = wasm\.__wbindgen_externrefs;[^]*?(?= {8}\},)/, ''],
  [/ {4}numBytesDecoded \+=[^]*?\n {4}\}\n/, ''],
]);

/**
 * The glue without its stand-ins.
 * @param {string} glue
 */
function plain(glue) {
  for (const [standIn, instead] of STAND_INS) {
    const without = glue.replace(standIn, instead);
    if (without === glue) throw new Error(`expected ${standIn} in what wasm-bindgen wrote, found none; see STAND_INS in www/shrink.js`);
    glue = without;
  }
  return glue;
}

/**
 * The glue with the names that the engine has now.
 * @param {string} glue
 * @param {{ imports: [string, string, string][], exports: [string, string][] }} names
 */
function renamed(glue, { imports, exports }) {
  // All imports are from one module, and it is the first to be named.
  glue = glue.replaceAll(`"${imports[0][0]}"`, '"a"');
  for (const [, long, short] of imports) glue = glue.replaceAll(`${long}:`, `${short}:`);
  for (const [long, short] of exports) glue = glue.replace(new RegExp(`\\bwasm\\.${long}\\b`, 'g'), `wasm.${short}`);
  return glue;
}

/**
 * The glue as a module that makes an engine each time it is asked to, for each
 * index one: what it keeps goes when that goes, and what an engine that fails
 * leaves undone no other finds (www/glue.d.ts).
 * @param {string} glue
 */
function instantiating(glue) {
  const instance = /\nlet wasmModule, wasmInstance, wasm;\n[^]*/;
  if (!instance.test(glue)) throw new Error(`expected ${instance} in what wasm-bindgen wrote, found none; see www/shrink.js`);
  const inner = glue.replace('export class', 'class').replace(instance, '');
  return `export function instantiate(module) {
    const wasm = new WebAssembly.Instance(module, __wbg_get_imports()).exports;
    ${inner}
    wasm.__wbindgen_start();
    return Engine;
  }`;
}

/**
 * The engine without what only a panic reads: its words, and where in the
 * sources it was; and without what nobody calls.
 * @param {Uint8Array} wasm
 * @param {string} caller
 */
function silenced(wasm, caller) {
  const module = binaryen.readBinary(withoutPlaces(wasm));
  const functions = Array.from({ length: module.getNumFunctions() }, (_, number) => module.getFunctionByIndex(number));
  for (const names of [WORDS, UNCALLED]) {
    const these = functions.filter((one) => names.test(binaryen.getFunctionInfo(one).name) && !binaryen.getFunctionInfo(one).module);
    if (these.length === 0) throw new Error(`expected an engine with the names of its functions, found none that is ${names}; see www/shrink.js`);
    for (const one of these) binaryen.Function(one).setBody(module.unreachable());
  }
  const exports = Array.from({ length: module.getNumExports() }, (_, number) => binaryen.getExportInfo(module.getExportByIndex(number)).name);
  for (const name of exports) if (!caller.includes(`wasm.${name}`)) module.removeExport(name);
  return module.emitBinary();
}

/**
 * Blanks what a panic says in the data, and every `core::panic::Location`: the
 * address and the length of the name of a source file, a line, a column, four
 * bytes each.
 * @param {Uint8Array} wasm
 */
function withoutPlaces(wasm) {
  const blanked = Buffer.from(wasm);
  /** @type {any} - What its types say of data is not what there is. */
  const module = binaryen.readBinary(wasm);
  for (let number = 0; number < module.getNumDataSegments(); number++) {
    const { offset, data } = module.getDataSegmentInfo(module.getDataSegmentByIndex(number));
    const segment = Buffer.from(data);
    const start = blanked.indexOf(segment);
    for (const said of segment.toString('latin1').matchAll(SAID)) blanked.fill(0, start + said.index, start + said.index + said[0].length);
    for (let at = 0; at + 16 <= segment.length; at += 4) {
      const name = segment.readUInt32LE(at) - offset;
      const end = name + segment.readUInt32LE(at + 4);
      if (name >= 0 && end <= segment.length && /^[\w./-]+\.rs$/.test(segment.toString('latin1', name, end))) {
        blanked.fill(0, start + at, start + at + 16);
        blanked.fill(0, start + name, start + end);
      }
    }
  }
  return blanked;
}
