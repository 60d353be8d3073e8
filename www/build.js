/**
 * Makes `pkg`, which the command line carries inside it: the element and the
 * glue in a classic script, the glue alone in a module, and the engine.
 *
 * In: the sources here, and what wasm-pack wrote to `../target/web`. Out: four
 * files; `timkiem build` puts the manifest of an index into the scripts.
 */
import { copyFileSync, mkdirSync } from 'node:fs';
import { build } from 'esbuild';

const common = {
  absWorkingDir: import.meta.dirname,
  bundle: true,
  legalComments: /** @type {const} */ ('none'),
  loader: /** @type {const} */ ({ '.css': 'text' }),
  logLevel: /** @type {const} */ ('warning'),
  minify: true,
  target: 'es2022',
};

mkdirSync(new URL('pkg', import.meta.url), { recursive: true });
await build({ ...common, entryPoints: ['timkiem.js'], format: 'iife', outfile: 'pkg/timkiem.js' });
await build({ ...common, entryPoints: ['timkiem.mjs'], format: 'esm', outfile: 'pkg/timkiem.mjs' });
copyFileSync(new URL('timkiem.d.ts', import.meta.url), new URL('pkg/timkiem.d.ts', import.meta.url));
copyFileSync(new URL('../target/web/timkiem_bg.wasm', import.meta.url), new URL('pkg/timkiem.wasm', import.meta.url));
