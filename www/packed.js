/**
 * The files of an index that stand in the page itself: this comes before the
 * script of a page that has everything in itself (src/cli/folder/single.rs).
 *
 *     <script type="application/octet-stream" id="parts-BUILD/texts-7.js">BASE64</script>
 *     <script data-folder="timkiem/">…</script>
 *
 * In: the address that a file would have. Out: its deflated bytes. Invariant:
 * nothing is requested, and nothing is decoded before it is asked for: there
 * may be thousands.
 */
const folder = document.currentScript?.getAttribute('data-folder');
// A page that a script made, of a `blob:`, is in no folder: then in any.
const home = new URL(folder ?? '.', document.baseURI.replace(/^(blob|data):.*/s, 'file:///')).href;

/** @param {string} address */
async function packed(address) {
  const find = () => document.getElementById(address.slice(home.length));
  // A large page may still be on its way.
  if (!find() && document.readyState === 'loading') {
    await new Promise((go) => document.addEventListener('DOMContentLoaded', go, { once: true }));
  }
  const block = find();
  if (!block) throw 'the page does not have it';
  return Uint8Array.from(atob(block.textContent ?? ''), (character) => character.charCodeAt(0));
}

Object.assign(globalThis, { timkiemPacked: Object.assign(packed, { home }) });
