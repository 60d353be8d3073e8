/**
 * Elements of the interface.
 *
 * In: names, parts, texts. Out: elements that a style sheet outside can name
 * by their part. Invariant: all text is text nodes.
 */

/**
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {string} part
 * @param {...(Node | string)} children
 */
export function create(name, part, ...children) {
  const element = document.createElement(name);
  element.setAttribute('part', part);
  element.append(...children);
  return element;
}

/**
 * @param {string} part
 * @param {string} text
 * @param {() => void} press
 */
export function button(part, text, press) {
  const element = create('button', part, text);
  element.type = 'button';
  element.addEventListener('click', press);
  return element;
}

/**
 * A shadow tree with styles of its own, which no policy of the page forbids.
 * @param {HTMLElement} host
 * @param {string} css
 */
export function shadow(host, css) {
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [sheet];
  return root;
}
