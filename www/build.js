/**
 * Makes `pkg`, which the command line carries inside it: the element and the
 * glue in a classic script, the glue alone in a module, and the engine.
 *
 * In: the sources here, and what wasm-pack wrote to `../target/web`. Out: four
 * files; `timkiem build` puts the manifest of an index into the scripts.
 */
import { copyFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { build, transform } from 'esbuild';
import { shrink } from './shrink.js';
import { split } from './streams.js';

/** The styles as a text, which esbuild would leave as they are written. */
const styles = {
  name: 'styles',
  /** @param {import('esbuild').PluginBuild} build */
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path, 'utf8'), { loader: 'css', minify: true, target: 'es2022' });
      return { contents: code.trim(), loader: 'text' };
    });
  },
};

/** What wasm-pack wrote, made smaller. */
const made = new URL('../target/web/', import.meta.url);
const engine = shrink(readFileSync(new URL('timkiem_bg.wasm', made)), readFileSync(new URL('timkiem.js', made), 'utf8'));

/** The glue as it fits the smaller engine. */
const glue = {
  name: 'glue',
  /** @param {import('esbuild').PluginBuild} build */
  setup({ onLoad }) {
    onLoad({ filter: /target.web.timkiem\.js$/ }, () => ({ contents: engine.glue }));
  },
};

/** The languages that the interface speaks. */
const strings = new URL('strings/', import.meta.url);
const languages = readdirSync(strings).map((file) => file.replace(/\.json$/, '')).sort().join(' ');

const common = {
  absWorkingDir: import.meta.dirname,
  bundle: true,
  define: { 'globalThis.TIMKIEM_LANGUAGES': JSON.stringify(languages) },
  legalComments: /** @type {const} */ ('none'),
  logLevel: /** @type {const} */ ('warning'),
  minify: true,
  plugins: [styles, glue],
  target: 'es2022',
};

mkdirSync(new URL('pkg', import.meta.url), { recursive: true });
await build({ ...common, entryPoints: ['timkiem.js'], format: 'iife', outfile: 'pkg/timkiem.js' });
await build({ ...common, entryPoints: ['timkiem.mjs'], format: 'esm', outfile: 'pkg/timkiem.mjs' });
copyFileSync(new URL('timkiem.d.ts', import.meta.url), new URL('pkg/timkiem.d.ts', import.meta.url));
writeFileSync(new URL('pkg/engine.streams', import.meta.url), split(engine.wasm));
