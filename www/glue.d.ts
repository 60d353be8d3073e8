/**
 * What wasm-bindgen wrote to call the engine, as www/shrink.js makes it.
 *
 * In: the engine, compiled. Out: its class, with a memory of its own.
 * Invariant: engines share nothing; one that nobody holds any more gives its
 * memory back.
 */
export function instantiate(module: WebAssembly.Module): typeof import('../target/web/timkiem.js').Engine;
