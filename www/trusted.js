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

/** @type {{ trustedTypes?: { createPolicy(name: string, rules: Policy): Policy }, [kept: symbol]: Policy | undefined }} */
const page = /** @type {any} */ (globalThis);
const kept = Symbol.for('timkiem-policy');

/** @type {Policy} */
const rules = {
  createScriptURL(address) {
    const { protocol, pathname } = new URL(address);
    if (/^(https?|file):$/.test(protocol) && /\/[\w-]+\.js$/.test(pathname)) return address;
    throw new TypeError(`expected the address of a script that timkiem wrote, found ${address}; check \`src\``);
  },
};

/**
 * @param {string} address - A whole one.
 * @returns {string} A string or, to who knows the difference, what stands for it.
 */
export function trusted(address) {
  return (page[kept] ??= policy()).createScriptURL(address);
}

function policy() {
  try {
    return page.trustedTypes?.createPolicy('timkiem', rules) ?? rules;
  } catch {
    // The page allows other policies only. It may all the same take strings.
    return rules;
  }
}
