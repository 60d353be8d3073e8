// What a page holds. In: a page. Out: bytes in use, of the page and its
// workers: objects, array buffers and the memory of WebAssembly.
// Invariant: garbage is collected first. Chromium counts no WebAssembly memory
// among the backing storage, so every such memory is found and added.

const COUNTED = new Set(['page', 'worker']);

/** @param {import('playwright-core').Page} page the only one of its browser */
export async function memoryOf(page) {
  const browser = await page.context().browser().newBrowserCDPSession();
  const { targetInfos } = await browser.send('Target.getTargets', { filter: [{}] });
  let bytes = 0;
  for (const { targetId, type, url } of targetInfos) {
    if (!COUNTED.has(type) || new URL(url).origin !== new URL(page.url()).origin) continue;
    const send = await attach(browser, targetId);
    await send('HeapProfiler.collectGarbage');
    const { usedSize, backingStorageSize } = await send('Runtime.getHeapUsage');
    bytes += usedSize + backingStorageSize + (await wasmBytes(send));
  }
  return bytes;
}

async function wasmBytes(send) {
  const prototype = await send('Runtime.evaluate', { expression: 'WebAssembly.Memory.prototype' });
  const found = await send('Runtime.queryObjects', { prototypeObjectId: prototype.result.objectId });
  const summed = await send('Runtime.callFunctionOn', {
    objectId: found.objects.objectId,
    functionDeclaration: 'function () { return this.reduce((sum, memory) => sum + memory.buffer.byteLength, 0); }',
    returnByValue: true,
  });
  return summed.result.value;
}

/**
 * A way to speak to one target. Commands go in envelopes, because the browser
 * library has sessions for pages but none for workers.
 */
async function attach(browser, targetId) {
  const { sessionId } = await browser.send('Target.attachToTarget', { targetId, flatten: false });
  const waiting = new Map();
  let last = 0;
  browser.on('Target.receivedMessageFromTarget', (envelope) => {
    if (envelope.sessionId !== sessionId) return;
    const { id, result, error } = JSON.parse(envelope.message);
    if (error) waiting.get(id)?.reject(new Error(error.message));
    else waiting.get(id)?.resolve(result);
  });
  return (method, params = {}) =>
    new Promise((resolve, reject) => {
      const id = ++last;
      waiting.set(id, { resolve, reject });
      const message = JSON.stringify({ id, method, params });
      browser.send('Target.sendMessageToTarget', { sessionId, message }).catch(reject);
    });
}
