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
import { basename } from 'node:path';
import { build, transform } from 'esbuild';
import { minify } from 'terser';
import { shrink } from './shrink.js';
import { split } from './streams.js';

/** The properties of the styles that nobody outside sets: one letter is enough for each. */
const properties = /** @type {Record<string, string>} */ ({ '--accent': '--a', '--active': '--c', '--ground': '--g', '--hair': '--h', '--ink': '--i', '--line': '--l', '--mark': '--m', '--radius': '--r', '--soft': '--s' });

/** The styles as a text, which esbuild would leave as they are written. */
const styles = {
  name: 'styles',
  /** @param {import('esbuild').PluginBuild} build */
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path, 'utf8'), { loader: 'css', minify: true, target: 'es2022' });
      const contents = code.trim().replace(/--(?!tim-kiem)[\w-]+/g, (name) => properties[name] ?? name).replace(/([,:]) /g, '$1');
      return { contents, loader: 'text' };
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
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\.\/glue\.js$/ }, ({ path }) => ({ path, namespace: 'glue' }));
    onLoad({ filter: /./, namespace: 'glue' }, () => ({ contents: engine.glue }));
  },
};

/** The languages that the interface speaks. */
const folder = new URL('strings/', import.meta.url);
const languages = readdirSync(folder).map((file) => file.replace(/\.json$/, '')).sort();

const common = {
  absWorkingDir: import.meta.dirname,
  bundle: true,
  define: { 'globalThis.TIMKIEM_LANGUAGES': JSON.stringify(languages.join(' ')) },
  legalComments: /** @type {const} */ ('none'),
  logLevel: /** @type {const} */ ('warning'),
  minify: true,
  plugins: [styles, glue],
  target: 'es2022',
  write: false,
};

/** What only a script itself calls so, and no page, no browser, no index that another script has opened: that gets shorter names. */
const INNER = [
  '__wbg_ptr __wrap activate announcer arrange article closeArticle combobox conditions failed failure folder given hasMore',
  'isEmpty isHere isLast isOther isSet late offer openArticle opened panel param passage place queries reads remind row said',
  'takes wording writeDates',
].join(' ');

/** What makes a script smaller still: no browser that can run it needs more, and nobody reads the console. */
const minifier = /** @type {const} */ ({
  compress: { conditionals: false, drop_console: true, ecma: 2020, hoist_funs: true, if_return: false, inline: 2, lhs_constants: false, passes: 3, reduce_funcs: false, sequences: false, unsafe: true, unsafe_methods: true },
  ecma: 2020,
  // A page may be in any encoding, and a script is read in that of the page.
  format: { ascii_only: true },
  mangle: { properties: { regex: new RegExp(`^(${INNER.replaceAll(' ', '|')})$`) }, toplevel: true },
});

/**
 * Bundles a script.
 * @param {string} entry
 * @param {'iife' | 'esm'} format
 */
async function bundle(entry, format) {
  const { outputFiles } = await build({ ...common, entryPoints: [entry], format });
  const { code } = await minify(outputFiles[0].text, { ...minifier, module: format === 'esm' });
  writeFileSync(new URL(`pkg/${basename(entry)}`, import.meta.url), code ?? '');
}

mkdirSync(new URL('pkg', import.meta.url), { recursive: true });
await bundle('timkiem.js', 'iife');
await bundle('timkiem.mjs', 'esm');
await bundle('packed.js', 'iife');
await bundle('pwa/offline.js', 'iife');
await bundle('pwa/sw.js', 'iife');
for (const file of ['timkiem.d.ts', 'pwa/icon.svg']) {
  copyFileSync(new URL(file, import.meta.url), new URL(`pkg/${file.replace('pwa/', '')}`, import.meta.url));
}
writeFileSync(new URL('pkg/strings.json', import.meta.url), JSON.stringify(Object.fromEntries(languages.map((language) => [language, JSON.parse(readFileSync(new URL(`${language}.json`, folder), 'utf8'))]))));
writeFileSync(new URL('pkg/engine.streams', import.meta.url), split(engine.wasm));
