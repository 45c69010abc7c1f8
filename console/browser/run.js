// Starts a server with demo data and runs the tests in Chromium against it.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startServer } from '../../conformance/server.js';

const asked = process.argv.slice(2);
const picture = asked[0] === 'picture';
const files = readdirSync(import.meta.dirname).filter(
  (file) => file.endsWith('.test.js') && (!asked.length || asked.includes(file.replace('.test.js', ''))),
);
if (!picture && files.length < Math.max(asked.length, 1)) {
  throw new Error('There is no such suite.');
}
const dir = mkdtempSync(path.join(tmpdir(), 'kith-browser-'));
chmodSync(dir, 0o755); // as root, PostgreSQL runs as another user
const password = 'a password of the tests';
const server = await startServer({ KITH_DATA_DIR: dir, KITH_BOOTSTRAP_PASSWORD: password, KITH_WEBHOOK_ALLOW_PRIVATE: 'true' });
execFileSync(process.env.CONFORMANCE_BINARY, ['demo', '-contacts', '600'], {
  env: { ...process.env, KITH_DATA_DIR: dir },
  stdio: 'inherit',
});
const suites = files.map((file) => path.join(import.meta.dirname, file));
const test = ['--test', '--test-reporter=spec', '--test-timeout=900000', '--test-concurrency=1', ...suites];
const tests = spawn(process.execPath, picture ? [path.join(import.meta.dirname, 'picture.js')] : test, {
  stdio: 'inherit',
  env: { ...process.env, BROWSER_ORIGIN: server.origin, BROWSER_TOKEN: server.token, BROWSER_PASSWORD: password },
});
const [failed] = await once(tests, 'exit');
const { code } = await server.stop();
rmSync(dir, { recursive: true, force: true });
process.exit(failed === 0 && code === 0 ? 0 : 1);
