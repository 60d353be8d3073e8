/**
 * The classic script: defines <tim-kiem>, from http(s) and from file://.
 *
 *     <script src="/timkiem/timkiem.js" defer></script>
 *     <tim-kiem></tim-kiem>
 */
import { register } from './runtime.js';
import { define } from './element/tim-kiem.js';

const script = /** @type {HTMLScriptElement} */ (document.currentScript);
define(register(script.src));
