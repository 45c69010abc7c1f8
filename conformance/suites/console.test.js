// GraphiQL: the committed bundle is what its sources and lock file build, and the server serves it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { url } from '../world.js';

const folder = path.join(import.meta.dirname, '../../console');
const committed = path.join(folder, 'dist');

test('the committed bundle equals a fresh build', (t) => {
  const fresh = mkdtempSync(path.join(tmpdir(), 'console-'));
  t.after(() => rmSync(fresh, { recursive: true }));
  execFileSync(process.execPath, [path.join(folder, 'build.js'), fresh]);
  assert.deepEqual(readdirSync(fresh), readdirSync(committed));
  for (const file of readdirSync(fresh)) {
    assert.ok(readFileSync(path.join(fresh, file)).equals(readFileSync(path.join(committed, file))), `${file} differs: npm ci && npm run build in console/`);
  }
});

test('the server serves it', async () => {
  for (const file of readdirSync(committed)) {
    const name = file.replace(/\.gz$/, ''); // files are kept compressed
    const response = await fetch(new URL(`/graphiql/${name === 'index.html' ? '' : name}`, url));
    assert.equal(response.status, 200, file);
    const kept = readFileSync(path.join(committed, file));
    assert.ok(Buffer.from(await response.arrayBuffer()).equals(name === file ? kept : gunzipSync(kept)), file);
  }
});
