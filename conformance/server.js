import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';

const startPatience = 60_000;

// lives are the functions that stop the servers of data directories which outlive them.
const lives = new Map();

// newDataDir makes a data directory for servers of one life after the other; it is removed after the test, once they have stopped.
export async function newDataDir(t) {
  const dir = await makeDataDir();
  lives.set(dir, []);
  t.after(async () => {
    await Promise.all(lives.get(dir).map((stop) => stop()));
    await rm(dir, { recursive: true, force: true });
  });
  return dir;
}

async function makeDataDir() {
  const dir = await mkdtemp(path.join(tmpdir(), 'kith-'));
  await chmod(dir, 0o755); // as root, PostgreSQL runs as another user and would keep its files elsewhere
  return dir;
}

// startServer starts the binary under test, with more settings where given. Without KITH_DATA_DIR its data directory is empty and goes
// with it.
export async function startServer(settings = {}) {
  const ownDir = settings.KITH_DATA_DIR ? null : await makeDataDir();
  const token = randomBytes(32).toString('hex');
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('KITH_') || name === 'KITH_PG_BIN');
  const child = spawn(process.env.CONFORMANCE_BINARY, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...Object.fromEntries(inherited),
      KITH_DATA_DIR: ownDir,
      KITH_ADDR: '127.0.0.1:0',
      KITH_BOOTSTRAP_TOKEN: token,
      KITH_METRICS_TOKEN: token,
      KITH_BOOTSTRAP_EMAIL: 'admin@example.com',
      KITH_BOOTSTRAP_PASSWORD: randomBytes(16).toString('hex'),
      ...settings,
    },
  });
  let log = '';
  child.stderr.on('data', (text) => (log += text));
  const exited = once(child, 'exit').then(async ([code, signal]) => {
    if (ownDir) {
      await rm(ownDir, { recursive: true, force: true });
    }
    return { code, signal };
  });
  const stop = () => {
    child.kill('SIGTERM');
    return exited;
  };
  // kill ends it as a crash would.
  const kill = () => {
    child.kill('SIGKILL');
    return exited;
  };
  lives.get(settings.KITH_DATA_DIR)?.push(stop);
  try {
    const origin = await Promise.race([
      announced(child.stdout),
      exited.then(({ code }) => Promise.reject(new Error(`It ended with status ${code}.`))),
      setTimeout(startPatience, null, { ref: false }).then(() => Promise.reject(new Error('It says no address.'))),
    ]);
    const ready = await fetch(`${origin}/readyz`);
    assert.equal(ready.status, 200, '/readyz');
    return { url: `${origin}/graphql`, origin, token: settings.KITH_BOOTSTRAP_TOKEN ?? token, stop, kill, log: () => log };
  } catch (cause) {
    await stop();
    throw new Error(`The server did not start:\n${log}`, { cause });
  }
}

// announced waits for the address that the server prints, and goes on reading: a closed pipe would end the server.
function announced(stdout) {
  let text = '';
  return new Promise((resolve) => {
    stdout.on('data', (chunk) => {
      text += chunk;
      const found = text.match(/(http:\/\/\S+)\/graphql\n/);
      if (found) {
        resolve(found[1]);
      }
    });
  });
}
