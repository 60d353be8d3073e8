/**
 * Addresses of scripts, as a page that goes by Trusted Types takes them
 * (`require-trusted-types-for 'script'; trusted-types timkiem`).
 *
 * In: the address of a script. Out: what may be given to the browser to load.
 * Invariant: there is one policy in a page, however many scripts and modules
 * of however many folders are in it; it lets through only what can be a script
 * of ours.
 */

/** @typedef {{ createScriptURL(address: string): string }} Policy */

const page = /** @type {{ trustedTypes?: { createPolicy(name: string, rules: Policy): Policy }, timkiemPolicy?: Policy }} */ (/** @type {any} */ (globalThis));

/** @type {Policy} */
const rules = {
  createScriptURL(address) {
    if (/^(https?|file):[^?#]*\/[\w-]+\.js(\?\d+)?$/.test(address)) return address;
    throw new TypeError(`expected a script of timkiem, found ${address}; check \`src\``);
  },
};

/**
 * @param {string} address - A whole one.
 * @returns {string} A string or, to who knows the difference, what stands for it.
 */
export function trusted(address) {
  return (page.timkiemPolicy ??= policy()).createScriptURL(address);
}

function policy() {
  try {
    return page.trustedTypes?.createPolicy('timkiem', rules) ?? rules;
  } catch {
    // The page allows other policies only. It may all the same take strings.
    return rules;
  }
}
