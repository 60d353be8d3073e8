/**
 * Where everything stands in each mode: in the page, over it, or in a dialog
 * that a button opens.
 *
 * In: the input, the panel below it, the article. Out: these in place.
 * Invariant: they are the same through all changes of mode, so nothing that is
 * typed or shown is lost.
 */
import { button, create } from './dom.js';
import { readable } from './shortcut.js';

export class Frame {
  #input;
  #panel;
  #article;
  #closed;
  #label = create('span', 'open-label');
  #keys = create('kbd', 'keys');
  #opener = button('open', '', () => this.open());
  #closer = button('close', '×', () => this.close());
  /** The box, and what is beside it. */
  #field;
  /**
   * What holds the box and all below it.
   * @type {HTMLElement}
   */
  #box = create('div', 'box');
  /**
   * What holds an article.
   * @type {HTMLElement}
   */
  #desk = create('div', 'reader');

  /**
   * @param {HTMLInputElement} input
   * @param {HTMLElement} announcer - Beside the box: while a dialog is open nothing outside of it is heard.
   * @param {HTMLElement} panel
   * @param {HTMLElement} article
   * @param {() => void} closed - What happens when a dialog is closed.
   */
  constructor(input, announcer, panel, article, closed) {
    this.#input = input;
    this.#panel = panel;
    this.#article = article;
    this.#closed = closed;
    this.#field = create('div', 'field', input, this.#closer, announcer);
    this.#opener.append(this.#label, this.#keys);
    this.#keys.ariaHidden = 'true';
  }

  get elements() {
    return [this.#opener, this.#box, this.#desk];
  }

  /** @param {'inline' | 'page' | 'dialog'} mode */
  arrange(mode) {
    const isDialog = mode === 'dialog';
    const box = isDialog ? create('dialog', 'dialog') : create('div', 'box');
    const desk = mode === 'inline' ? create('dialog', 'reader') : create('div', 'reader');
    box.append(this.#field, this.#panel);
    desk.append(this.#article);
    this.#box.replaceWith(box);
    this.#desk.remove();
    // An article is read in the dialog, if there is one.
    if (isDialog) box.append(desk);
    else box.after(desk);
    this.#box = box;
    this.#desk = desk;
    this.#opener.hidden = this.#closer.hidden = !isDialog;
    for (const dialog of this.#dialogs) {
      // What is in it covers it, so a press on it is one beside it; who only lets go there has marked a text.
      dialog.addEventListener('mousedown', ({ target }) => target === dialog && dialog.close());
      // It is told of later: by then the element may be gone, or arranged in another way.
      dialog.addEventListener('close', () => dialog.isConnected && (dialog === box || !this.#article.hidden) && this.#closed());
    }
  }

  /**
   * @param {import('./wording.js').Wording} wording
   * @param {string} placeholder
   * @param {string} shortcut
   */
  speak({ strings }, placeholder, shortcut) {
    this.#input.placeholder = this.#label.textContent = placeholder || strings.placeholder;
    this.#keys.textContent = readable(shortcut);
    this.#opener.ariaKeyShortcuts = readable(shortcut).replace('⌘', 'Meta+').replace('Ctrl', 'Control');
    this.#closer.ariaLabel = strings.close;
    for (const named of [this.#input, ...this.#dialogs]) named.ariaLabel = strings.label;
  }

  get #dialogs() {
    return [this.#box, this.#desk].filter((one) => one instanceof HTMLDialogElement);
  }

  /** Opens the dialog with the box, if that is in one, and leads to it. @param {FocusOptions} [options] */
  open(options) {
    if (this.#box instanceof HTMLDialogElement && !this.#box.open) this.#box.showModal();
    this.#input.focus(options);
  }

  /** Opens whatever the article is in. */
  openArticle() {
    for (const dialog of this.#dialogs) if (!dialog.open) dialog.showModal();
  }

  /** Closes the dialogs. */
  close() {
    for (const dialog of this.#dialogs) dialog.close();
  }

  /** Closes the one that is for the article only. */
  closeArticle() {
    if (this.#desk instanceof HTMLDialogElement) this.#desk.close();
  }
}
