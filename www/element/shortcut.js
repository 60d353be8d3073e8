/**
 * The keys that open the dialog or lead to the box.
 *
 * In: the attribute, as `mod+k /`, and keys. Out: whether one of them was
 * pressed, and how they are written. Invariant: a key that something in the
 * page is typed with is never taken away from it.
 */

const isApple = /Mac|iP/.test(navigator.platform);

/**
 * @param {string} shortcut - Keys parted by spaces, alone or after `mod+`: ⌘ on Apple's systems, Ctrl on all others.
 * @param {KeyboardEvent} event
 */
export function isPressed(shortcut, event) {
  const [target] = event.composedPath();
  // An element of somebody's own may have a box in it that nobody sees.
  const isTyping = target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$|-/.test(target.nodeName));
  // Where a key has another letter than a Latin one, it is what it is called.
  const key = event.key > '~' ? event.code.slice(3) : event.key;
  const pressed = `${(isApple ? event.metaKey : event.ctrlKey) ? 'mod+' : ''}${key?.toLowerCase()}`;
  // A sign may take Shift to be typed; a letter with it is another key.
  const isOther = event.altKey || (event.shiftKey && /^\p{L}$/u.test(event.key));
  return !isTyping && !event.defaultPrevented && !isOther && shortcut.split(' ').includes(pressed);
}

/**
 * The first of the keys as people read it: `Ctrl+K`, `⌘K`.
 * @param {string} shortcut
 */
export function readable(shortcut) {
  const [first] = shortcut.split(' ');
  return first.replace('mod+', isApple ? '⌘' : 'Ctrl+').replace(/.$/, (key) => key.toUpperCase());
}
