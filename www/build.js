/**
 * Makes `pkg`, which the command line carries inside it: the element and the
 * glue in a classic script, the glue alone in a module, the engine, what keeps
 * a page on a device, and what the interface says in every language.
 *
 * In: the sources here, and what wasm-pack wrote to `../target/web`. Out: those
 * files; `timkiem build` puts the manifest of an index and the strings of its
 * language into the scripts.
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

/** @param {string} language */
const said = (language) => JSON.parse(readFileSync(new URL(`${language}.json`, strings), 'utf8'));

/**
 * What is always there of English: some of its sections.
 * @param {(section: string) => boolean} isWanted
 */
const english = (isWanted) => ({
  name: 'english',
  /** @param {import('esbuild').PluginBuild} build */
  setup({ onLoad }) {
    onLoad({ filter: /strings.en\.json$/ }, () => {
      const sections = Object.entries(said('en')).filter(([section]) => isWanted(section));
      return { contents: JSON.stringify(Object.fromEntries(sections)), loader: 'json' };
    });
  },
});

/** The section that only pwa/offline.js needs. */
const OFFLINE = 'offline';

const common = {
  absWorkingDir: import.meta.dirname,
  bundle: true,
  define: { 'globalThis.TIMKIEM_LANGUAGES': JSON.stringify(languages) },
  legalComments: /** @type {const} */ ('none'),
  logLevel: /** @type {const} */ ('warning'),
  minify: true,
  target: 'es2022',
};

const ofElement = { ...common, plugins: [styles, glue, english((section) => section !== OFFLINE)] };
const ofOffline = { ...common, plugins: [styles, english((section) => section === OFFLINE)] };

mkdirSync(new URL('pkg', import.meta.url), { recursive: true });
await build({ ...ofElement, entryPoints: ['timkiem.js'], format: 'iife', outfile: 'pkg/timkiem.js' });
await build({ ...ofElement, entryPoints: ['timkiem.mjs'], format: 'esm', outfile: 'pkg/timkiem.mjs' });
await build({ ...ofOffline, entryPoints: ['pwa/offline.js'], format: 'iife', outfile: 'pkg/offline.js' });
await build({ ...ofOffline, entryPoints: ['pwa/sw.js'], format: 'iife', outfile: 'pkg/sw.js' });
for (const file of ['timkiem.d.ts', 'pwa/icon.svg']) {
  copyFileSync(new URL(file, import.meta.url), new URL(`pkg/${file.replace('pwa/', '')}`, import.meta.url));
}
writeFileSync(new URL('pkg/strings.json', import.meta.url), JSON.stringify(Object.fromEntries(languages.map((language) => [language, said(language)]))));
writeFileSync(new URL('pkg/engine.streams', import.meta.url), split(engine.wasm));
