/**
 * The engine as it travels: what is alike beside what is alike, instructions
 * beside instructions, the variables they name beside variables, so that it
 * deflates to five sixths of what it would as it runs.
 *
 * In: a WebAssembly module, when the runtime is built; out: its code in
 * streams. In the page, the other way round. Invariant: one function copies
 * both ways, so that what goes apart comes together again; how memory is said
 * to be aligned, which no browser heeds, is left out; and what was changed on
 * its way is no engine, not another one.
 *
 * ```text
 * streams = numbers of 4 bytes, little-endian: sum of all that comes after it,
 *           room for the module, number of functions, length of each stream;
 *           the streams
 * ```
 * (https://webassembly.github.io/spec/core/binary/instructions.html)
 */

/** @typedef {{ bytes: Uint8Array<ArrayBuffer>, at: number }} Cursor */

/** What stands before the code, and after it; then the streams of the code: functions that are given a number are others. */
const [BEFORE, AFTER, LOCALS, INSTRUCTION, GIVEN, TYPE, ALIGNMENT, LABEL, FUNCTION, PLACE, INTEGER, LONG, FLOAT, OTHER, READ, WRITTEN, COUNT] = Array(17).keys();

/** Numbers of several bytes have those after the first in as many streams more. */
const ALL = 2 * COUNT;
/** How many numbers stand before the streams. */
const HEAD = 3 + ALL;
/** A length before it is known, as a number that takes so many bytes. */
const LENGTH = 4;
const CODE = 10;

/** After so many functions the page has its turn. */
const AT_ONCE = 128;

/**
 * The module that these streams are.
 * @param {Uint8Array<ArrayBuffer>} streams
 */
export async function joined(streams) {
  // No browser runs where numbers are written otherwise.
  const head = new Uint32Array(streams.slice(0, 4 * HEAD).buffer);
  const [expected, room, functions, ...lengths] = head;
  if (sum(streams.subarray(4)) !== expected) throw 'another sum';
  let at = 4 * HEAD;
  const from = lengths.map((length) => cursor(streams.subarray(at, (at += length))));
  const module = cursor(new Uint8Array(room));
  const to = from.map(() => module);
  const all = (/** @type {number} */ stream) => {
    while (from[stream].at < from[stream].bytes.length) byte(from, to, stream);
  };
  all(BEFORE);
  module.bytes[module.at++] = CODE;
  const section = begin(module);
  put(module, functions);
  for (let left = functions; left > 0; left--) {
    if (left % AT_ONCE === 0) await new Promise((go) => setTimeout(go));
    const start = begin(module);
    body(from, to);
    end(module, start);
  }
  end(module, section);
  all(AFTER);
  return module.bytes.subarray(0, module.at);
}

/**
 * The streams of a module.
 * @param {Uint8Array<ArrayBuffer>} wasm
 */
export function split(wasm) {
  const module = cursor(wasm);
  const from = Array(ALL).fill(module);
  const to = from.map(() => cursor(new Uint8Array(wasm.length)));
  let functions = 0;
  for (module.at = 0; module.at < 8; ) byte(from, to, BEFORE);
  while (module.at < wasm.length) {
    const [start, section, length] = [module.at, wasm[module.at++], take(module)];
    if (section === CODE) {
      for (let left = (functions = take(module)); left > 0; left--) {
        const end = take(module) + module.at;
        body(from, to);
        if (module.at !== end) throw new Error(`expected a function that ends at ${end}, found one that ends at ${module.at}; see www/streams.js`);
      }
    } else {
      const end = module.at + length;
      for (module.at = start; module.at < end; ) byte(from, to, functions ? AFTER : BEFORE);
    }
  }
  to[ALIGNMENT].bytes.fill(0);
  // Each length takes up to so many bytes more than it did.
  const head = Uint32Array.from([wasm.length + LENGTH * (functions + 2), functions, ...to.map(({ at }) => at)]);
  const parts = [new Uint8Array(head.buffer), ...to.map(({ bytes, at }) => bytes.subarray(0, at))];
  const all = Uint8Array.from(parts.flatMap((part) => [...part]));
  return Uint8Array.from([...new Uint8Array(Uint32Array.of(sum(all)).buffer), ...all]);
}

/**
 * A number that is another if any one byte is.
 * @param {Uint8Array} bytes
 */
function sum(bytes) {
  return bytes.reduce((sum, byte) => (Math.imul(sum, 31) + byte) >>> 0, 0);
}

/**
 * Copies the body of a function. What no engine here has is not known: who builds one that has it is told.
 * @param {Cursor[]} from - For each stream where it is read.
 * @param {Cursor[]} to - For each stream where it is written.
 */
function body(from, to) {
  for (let left = number(from, to, LOCALS); left > 0; left--) {
    number(from, to, LOCALS);
    byte(from, to, LOCALS);
  }
  for (let depth = 1, last = 0, code = 0; depth > 0; last = code) {
    code = byte(from, to, INSTRUCTION);
    if (code === 0x0b) depth--;
    else if (code > 0x01 && code < 0x05) {
      depth++;
      number(from, to, TYPE);
    } else if (code === 0x0c || code === 0x0d) number(from, to, LABEL);
    else if (code === 0x0e) {
      for (let left = number(from, to, LABEL); left >= 0; left--) number(from, to, LABEL);
    } else if (code === 0x10) number(from, to, last === 0x41 ? GIVEN : FUNCTION);
    else if (code === 0x11) several(from, to, OTHER, 2);
    else if (code > 0x1f && code < 0x23) number(from, to, code > 0x20 ? WRITTEN : READ);
    else if (code > 0x22 && code < 0x27) number(from, to, OTHER);
    else if (code > 0x27 && code < 0x3f) {
      number(from, to, ALIGNMENT);
      number(from, to, PLACE);
    } else if (code === 0x40 || code === 0xd0) number(from, to, OTHER);
    else if (code === 0x41) number(from, to, INTEGER);
    else if (code === 0x42) number(from, to, LONG);
    else if (code === 0x44) for (let left = 8; left > 0; left--) byte(from, to, FLOAT);
    else if (code === 0xfc) {
      const more = number(from, to, INSTRUCTION);
      // Those that turn numbers into others have none; memory and tables are copied from one to another.
      several(from, to, OTHER, more < 8 ? 0 : 2 - (more & 1));
    }
  }
}

/**
 * @param {Cursor[]} from
 * @param {Cursor[]} to
 * @param {number} stream
 * @param {number} count
 */
function several(from, to, stream, count) {
  while (count-- > 0) number(from, to, stream);
}

/**
 * Copies a number of any size; gives its lowest bits.
 * @param {Cursor[]} from
 * @param {Cursor[]} to
 * @param {number} stream
 */
function number(from, to, stream) {
  for (let value = 0, shift = 0; ; shift += 7) {
    const next = byte(from, to, shift ? COUNT + stream : stream);
    value |= (next & 127) << shift;
    if (next < 128) return value;
  }
}

/**
 * Copies a byte.
 * @param {Cursor[]} from
 * @param {Cursor[]} to
 * @param {number} stream
 */
function byte(from, to, stream) {
  const [source, target] = [from[stream], to[stream]];
  if (source.at >= source.bytes.length) throw 'an early end';
  return (target.bytes[target.at++] = source.bytes[source.at++]);
}

/** @param {Cursor} cursor */
function take(cursor) {
  const nowhere = { bytes: new Uint8Array(8), at: 0 };
  return number(Array(ALL).fill(cursor), Array(ALL).fill(nowhere), 0);
}

/**
 * Leaves room for the length of what comes; where.
 * @param {Cursor} module
 */
function begin(module) {
  module.at += LENGTH;
  return module.at;
}

/**
 * Writes the length of what came since.
 * @param {Cursor} module
 * @param {number} start
 */
function end(module, start) {
  const { at } = module;
  module.at = start - LENGTH;
  put(module, at - start);
  module.at = at;
}

/**
 * @param {Cursor} module
 * @param {number} value
 */
function put(module, value) {
  for (let left = LENGTH; left > 0; left--, value >>= 7) module.bytes[module.at++] = (value & 127) | (left > 1 ? 128 : 0);
}

/** @param {Uint8Array<ArrayBuffer>} bytes */
function cursor(bytes) {
  return { bytes, at: 0 };
}
