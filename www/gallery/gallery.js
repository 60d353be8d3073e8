/**
 * The gallery: what is shown of it, and how.
 *
 * In: the address, `?only=SECTION&scheme=dark&dir=rtl&width=320&lang=ar`, and
 * the controls. Out: the sections as they say, and what the elements tell.
 * Invariant: what the controls say is in the address; sections that are not
 * shown are gone before their elements come to life.
 */

const LANGUAGES = 'en vi ar bn cs da de el es fa fi fr he hi hu id it ja km ko lo ms nb nl pl pt ro ru sv th tr uk zh zh-Hant'.split(' ');
const RIGHT_TO_LEFT = ['ar', 'fa', 'he'];
/** How many events are listed. */
const KEPT = 10;

const { documentElement: root } = document;
const main = /** @type {HTMLElement} */ (document.querySelector('main'));
const controls = /** @type {HTMLFormElement} */ (document.querySelector('#controls'));
const events = /** @type {HTMLElement} */ (document.querySelector('#events'));
const languages = /** @type {HTMLSelectElement} */ (controls.elements.namedItem('lang'));
const multilingual = /** @type {HTMLElement} */ (document.querySelector('#languages tim-kiem'));

/** What the controls say is done. */
function apply() {
  const said = new FormData(controls);
  const [scheme, dir, width, lang] = ['scheme', 'dir', 'width', 'lang'].map((name) => String(said.get(name) ?? ''));
  root.dataset.scheme = scheme;
  root.dir = dir;
  main.style.maxWidth = width && `${width}px`;
  multilingual.lang = lang;
  multilingual.dir = RIGHT_TO_LEFT.includes(lang) ? 'rtl' : 'ltr';
}

/** What the controls say is kept in the address, beside what else is there. */
function keep() {
  const address = new URL(location.href);
  for (const [name, value] of new FormData(controls)) {
    if (value) address.searchParams.set(name, String(value));
    else address.searchParams.delete(name);
  }
  history.replaceState(history.state, '', address);
}

for (const tag of LANGUAGES) {
  const option = new Option(`${new Intl.DisplayNames(tag, { type: 'language' }).of(tag)} (${tag})`, tag);
  option.lang = tag;
  languages.append(option);
}
const asked = new URLSearchParams(location.search);
for (const control of controls.elements) {
  if (!(control instanceof HTMLSelectElement || control instanceof HTMLInputElement)) continue;
  const value = asked.get(control.name);
  if (value !== null) control.value = value;
  // One of them stands elsewhere in the page.
  control.addEventListener('change', () => {
    apply();
    keep();
  });
}
apply();
controls.addEventListener('submit', (event) => event.preventDefault());

const only = asked.get('only');
if (only) for (const section of main.querySelectorAll('section')) if (section.id !== only) section.remove();

for (const name of ['search', 'empty', 'select', 'error']) {
  addEventListener(`tim-kiem-${name}`, (event) => {
    const { detail, target, type } = /** @type {CustomEvent} */ (event);
    const { hits, facets, ...told } = detail;
    const item = document.createElement('li');
    const where = /** @type {Element} */ (target).closest('section')?.id;
    item.textContent = `${type} in ${where}: ${JSON.stringify(told, (_, value) => (value instanceof Error ? value.message : value))}`;
    events.prepend(item);
    while (events.children.length > KEPT) events.lastChild?.remove();
  });
}

customElements.whenDefined('tim-kiem').then(() => {
  for (const element of main.querySelectorAll('tim-kiem')) {
    const { query } = /** @type {HTMLElement} */ (element).dataset;
    if (query) /** @type {any} */ (element).search(query);
  }
});
