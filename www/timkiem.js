/**
 * The classic script: defines <tim-kiem>, from http(s) and from file://.
 *
 *     <script src="/timkiem/timkiem.js" defer></script>
 *     <tim-kiem></tim-kiem>
 *
 * In a page that has everything in itself it stands there too, and says which
 * folder its index would be in: `<script data-folder="timkiem/">`.
 */
import { register } from './runtime.js';
import { define } from './element/tim-kiem.js';

const script = /** @type {HTMLScriptElement} */ (document.currentScript);
define(register(script.src || new URL(script.dataset.folder ?? '.', document.baseURI).href));
