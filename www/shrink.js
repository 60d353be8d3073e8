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

/** What is called by a panic only, by the names of Rust's own library. */
const WORDS = /\bpanic|::fmt\b|Formatter|unwrap_failed|expect_failed|assert_failed|_fail\b|capacity_overflow|handle_(alloc_)?error|alloc_error/;

/** What browsers have had for years. */
const FEATURES = ['bulk-memory', 'bulk-memory-opt', 'multivalue', 'mutable-globals', 'nontrapping-float-to-int', 'reference-types', 'sign-ext'].map((feature) => `--enable-${feature}`);

/** Deflated, -O2 is no larger than -Oz. */
const FLAGS = ['-O2', '--gufa-optimizing', '--converge', '--one-caller-inline-max-function-size=15', '--strip-debug', '--strip-producers', '--strip-target-features'];

/**
 * @param {Uint8Array} wasm
 * @param {string} glue
 */
export function shrink(wasm, glue) {
  const folder = mkdtempSync(join(tmpdir(), 'timkiem-'));
  const [given, made] = [join(folder, 'given.wasm'), join(folder, 'made.wasm')];
  try {
    writeFileSync(given, silenced(wasm));
    execFileSync('wasm-opt', [given, '-o', given, ...FEATURES, ...FLAGS]);
    const names = JSON.parse(execFileSync('wasm-opt', [given, '-o', made, ...FEATURES, '--minify-imports-and-exports-and-modules'], { encoding: 'utf8' }));
    return { wasm: readFileSync(made), glue: renamed(glue, names) };
  } finally {
    rmSync(folder, { recursive: true });
  }
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
 * The engine without what only a panic reads: its words, and where in the
 * sources it was.
 * @param {Uint8Array} wasm
 */
function silenced(wasm) {
  const module = binaryen.readBinary(withoutPlaces(wasm));
  const functions = Array.from({ length: module.getNumFunctions() }, (_, number) => module.getFunctionByIndex(number));
  const words = functions.filter((one) => WORDS.test(binaryen.getFunctionInfo(one).name) && !binaryen.getFunctionInfo(one).module);
  if (words.length === 0) throw new Error('expected an engine with the names of its functions, found none that words a panic; see WORDS in www/shrink.js');
  for (const one of words) binaryen.Function(one).setBody(module.unreachable());
  return module.emitBinary();
}

/**
 * Blanks every `core::panic::Location` in the data: the address and the length
 * of the name of a source file, a line, a column, four bytes each.
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
