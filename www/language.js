/**
 * The language of a place in a page.
 *
 * In: an element. Out: the tag of the language it is in, as Intl takes it,
 * however the page writes it; that of the reader if the page says none.
 */

/** @param {Element} element */
export function languageOf(element) {
  const written = element.closest('[lang]')?.getAttribute('lang') || document.documentElement.lang;
  for (const tag of [written.replaceAll('_', '-'), navigator.language]) {
    try {
      return Intl.getCanonicalLocales(tag)[0];
    } catch {
      // Some pages name none, and some systems: theirs is `C`.
    }
  }
  return 'en';
}
