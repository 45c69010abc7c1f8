// The web pages: the server serves what was built.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { url } from '../world.js';

const built = path.join(import.meta.dirname, '../../console/dist');

for (const page of ['console', 'graphiql']) {
  test(`/${page}`, async () => {
    const files = readdirSync(path.join(built, page));
    assert.ok(files.length >= 4, files.join());
    for (const file of files) {
      const name = file.replace(/\.gz$/, ''); // files are kept compressed
      const response = await fetch(new URL(`/${page}/${name === 'index.html' ? '' : name}`, url));
      assert.equal(response.status, 200, file);
      const kept = readFileSync(path.join(built, page, file));
      assert.ok(Buffer.from(await response.arrayBuffer()).equals(name === file ? kept : gunzipSync(kept)), file);
    }
  });
}
