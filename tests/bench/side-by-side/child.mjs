// Another program, watched. In: a command. Out: how long it took and the most
// memory it held, with all it started.
// Invariant: it ends, by itself or by force, before the answer is given.

import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

const MILLISECONDS_BETWEEN_LOOKS = 10;
const LAST_WORDS = 300;

/**
 * @param {string} command @param {string[]} args
 * @returns {Promise<{ milliseconds: number, peakBytes: number | undefined }>} no peak where there is no /proc
 */
export function run(command, args, { patience }) {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let peakBytes = 0;
    let said = '';
    const looks = setInterval(() => (peakBytes = Math.max(peakBytes, held(child.pid))), MILLISECONDS_BETWEEN_LOOKS);
    const deadline = setTimeout(() => {
      said += `not done after ${patience} s`;
      for (const pid of family(child.pid)) kill(pid);
    }, patience * 1000);
    const over = () => {
      clearInterval(looks);
      clearTimeout(deadline);
    };
    child.stderr.on('data', (chunk) => (said = (said + chunk).slice(-LAST_WORDS)));
    child.on('error', (error) => {
      over();
      reject(error);
    });
    child.on('close', (code, signal) => {
      over();
      const milliseconds = performance.now() - started;
      if (code === 0) resolve({ milliseconds, peakBytes: peakBytes || undefined });
      else reject(new Error(`ended with ${signal ?? code}: ${said.trim()}`));
    });
  });
}

/**
 * The sum of what each process held at its most: for one process the exact
 * peak, for several the most that they can have held together.
 */
function held(pid) {
  let bytes = 0;
  for (const member of family(pid)) {
    const kilobytes = /^VmHWM:\s*(\d+) kB/m.exec(readProc(`${member}/status`));
    bytes += kilobytes ? Number(kilobytes[1]) * 1024 : 0;
  }
  return bytes;
}

/** A process and all that it started. */
function family(pid) {
  const children = threads(pid).flatMap((thread) => readProc(`${pid}/task/${thread}/children`).split(' '));
  return [pid, ...children.filter(Boolean).flatMap((child) => family(Number(child)))];
}

function threads(pid) {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return []; // It has just ended.
  }
}

function readProc(path) {
  try {
    return readFileSync(`/proc/${path}`, 'utf8');
  } catch {
    return ''; // It has just ended.
  }
}

function kill(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has just ended.
  }
}
