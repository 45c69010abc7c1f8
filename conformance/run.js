// Runs the suites against one server and makes sure that it stops cleanly.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { startServer } from './server.js';

const folder = path.join(import.meta.dirname, 'suites');
const asked = process.argv.slice(2);
const suites = readdirSync(folder).filter((file) => file.endsWith('.test.js') && (!asked.length || asked.includes(file.replace('.test.js', ''))));
if (suites.length < Math.max(asked.length, 1)) {
  throw new Error(`There is no such suite; there are: ${readdirSync(folder).join(', ')}`);
}

const server = await startServer();
const tests = spawn(
  process.execPath,
  ['--test', '--test-reporter=spec', '--test-timeout=300000', '--test-concurrency=2', ...suites.map((file) => path.join(folder, file))],
  { stdio: 'inherit', env: { ...process.env, CONFORMANCE_URL: server.url, CONFORMANCE_TOKEN: server.token } },
);
const [failed] = await once(tests, 'exit');
const { code, signal } = await server.stop();
if (code !== 0) {
  console.error(`The server ended with ${signal ?? `status ${code}`} on SIGTERM:\n${server.log()}`);
}
process.exit(failed === 0 && code === 0 ? 0 : 1);
