// A static host as common ones are. In: folders, each at a name. Out: an
// address, and how much has gone over the wire.
// Invariant: text and code are sent with gzip at level 6, all else as it is;
// what is sent is counted in bytes of bodies, without headers. Memory is
// bounded: the files sent last are kept compressed, the others made anew.

import { readFile } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const KEPT_BYTES = 64e6;
const TYPES = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
};
const HEADERS = {
  'cache-control': 'max-age=3600',
  // An isolated page: in others Chromium rounds its clock to 0.1 ms.
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-opener-policy': 'same-origin',
};

/** @typedef {{ bytes: number, requests: number }} Sent */

/** @param {Record<string, string>} folders the first name of an address → the folder it stands for */
export async function serve(folders) {
  const sent = { bytes: 0, requests: 0 };
  const encode = keeper(KEPT_BYTES);
  const server = http.createServer(async (request, response) => {
    const file = fileAt(folders, request.url);
    const body = file && (await encode(file).catch(() => undefined));
    sent.requests += 1;
    if (!body) return response.writeHead(404).end();
    sent.bytes += body.length;
    const type = TYPES[path.extname(file)];
    response.writeHead(200, {
      ...HEADERS,
      'content-length': body.length,
      'content-type': type ?? 'application/octet-stream',
      ...(type && { 'content-encoding': 'gzip' }),
    });
    response.end(body);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${server.address().port}/`,
    /** All that was sent so far. @returns {Sent} */
    sent: () => ({ ...sent }),
    /** What was sent after that. @param {Sent} earlier @returns {Sent} */
    since: (earlier) => ({ bytes: sent.bytes - earlier.bytes, requests: sent.requests - earlier.requests }),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** How many bytes a file is on the wire. */
export async function wireBytes(file) {
  return (await encoded(file)).length;
}

function fileAt(folders, address) {
  const [name, ...rest] = decodeURIComponent(new URL(address, 'http://host').pathname).slice(1).split('/');
  if (!Object.hasOwn(folders, name) || rest.includes('..')) return undefined;
  return path.join(folders[name], ...rest.slice(0, -1), rest.at(-1) || 'index.html');
}

async function encoded(file) {
  const bytes = await readFile(file);
  return TYPES[path.extname(file)] ? promisify(gzip)(bytes, { level: 6 }) : bytes;
}

/** `encoded`, with the results kept, the oldest given up first. */
function keeper(limit) {
  /** @type {Map<string, Buffer>} */
  const kept = new Map();
  let bytes = 0;
  return async (file) => {
    const body = kept.get(file) ?? (await encoded(file));
    bytes += kept.delete(file) ? 0 : body.length;
    kept.set(file, body);
    for (const [oldest, { length }] of kept) {
      if (bytes <= limit) break;
      kept.delete(oldest);
      bytes -= length;
    }
    return body;
  };
}
