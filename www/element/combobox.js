/**
 * The keys of a box with a list below it, and what assistive technology is
 * told of them: https://www.w3.org/WAI/ARIA/apg/patterns/combobox/
 *
 * In: an input, a list whose children are the options, keys. Out: which option
 * is active, and a click on it when Enter is pressed. Invariant: the focus
 * stays in the box, and keys that an input method has for itself are left to it.
 */

export class Combobox {
  #input;
  #list;
  /** The option that the arrow keys have reached. @type {Element | undefined} */
  active;

  /**
   * @param {HTMLInputElement} input
   * @param {HTMLElement} list
   */
  constructor(input, list) {
    this.#input = input;
    this.#list = list;
    list.id = 'list';
    list.role = 'listbox';
    Object.assign(input, { role: 'combobox', ariaAutoComplete: 'list', ariaExpanded: 'false' });
    input.setAttribute('aria-controls', 'list');
  }

  get options() {
    return [...this.#list.children];
  }

  /** Says what the list is now, and that no option of it is active unless the same one still is. */
  update() {
    const { options } = this;
    options.forEach((option, number) => Object.assign(option, { id: `option-${number}`, role: 'option', tabIndex: -1, ariaSelected: 'false' }));
    const isExpanded = options.length > 0 && this.#list.checkVisibility();
    this.#input.ariaExpanded = String(isExpanded);
    this.activate(isExpanded && this.active?.isConnected ? this.active : undefined);
  }

  /** @param {Element} [option] */
  activate(option) {
    if (this.active) this.active.ariaSelected = 'false';
    this.active = option;
    this.#input.removeAttribute('aria-activedescendant');
    if (!option) return;
    option.ariaSelected = 'true';
    this.#input.setAttribute('aria-activedescendant', option.id);
    option.scrollIntoView({ block: 'nearest' });
  }

  /**
   * Moves up or down by a key, or chooses; whether the key was one for that.
   * @param {KeyboardEvent} event
   */
  takes(event) {
    const { key, altKey } = event;
    const options = this.#list.checkVisibility() ? this.options : [];
    const at = this.active ? options.indexOf(this.active) : -1;
    const { length } = options;
    if (!length || altKey) return false;
    if (key === 'ArrowDown') this.activate(options[(at + 1) % length]);
    else if (key === 'ArrowUp') this.activate(options[(Math.max(at, 0) + length - 1) % length]);
    // With the modifiers of the key, so that it opens where a click would.
    else if (key === 'Enter' && at >= 0) options[at].dispatchEvent(new MouseEvent('click', event));
    else return false;
    return true;
  }
}

/**
 * Whether an input method at work has this key for itself.
 * @param {KeyboardEvent} event
 */
export function isComposing({ isComposing, keyCode }) {
  // WebKit tells the key that ends a composition by its code only.
  return isComposing || keyCode === 229;
}
