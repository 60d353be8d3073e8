/**
 * The classic script: defines <tim-kiem>, from http(s) and from file://.
 *
 *     <script src="/timkiem/timkiem.js" defer></script>
 *     <tim-kiem></tim-kiem>
 *
 * In a page that has everything in itself it stands there too, after what
 * knows which folder its index would be in (packed.js).
 */
import { packed } from './files.js';
import { register } from './runtime.js';
import { define } from './element/tim-kiem.js';

const { src } = /** @type {HTMLScriptElement} */ (document.currentScript);
define(register(src || packed?.home || document.baseURI));
