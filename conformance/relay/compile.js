import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';

const require = createRequire(import.meta.url);
const compiler = require.resolve('relay-compiler/cli.js');

// compile lets relay-compiler compile the app against a schema, in a folder that is gone when this process ends.
export function compile(sdl) {
  const folder = mkdtempSync(path.join(tmpdir(), 'relay-'));
  process.once('exit', () => rmSync(folder, { recursive: true }));
  for (const part of ['app', 'relay.config.json']) {
    cpSync(path.join(import.meta.dirname, part), path.join(folder, part), { recursive: true });
  }
  const documentsFile = path.join(folder, 'documents.json');
  mkdirSync(path.join(folder, 'artifacts'));
  writeFileSync(documentsFile, '{}');
  writeFileSync(path.join(folder, 'schema.graphql'), sdl);
  try {
    execFileSync(process.execPath, [compiler, 'relay.config.json'], { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
  } catch ({ stdout, stderr }) {
    throw new Error(`relay-compiler:\n${stdout}${stderr}`);
  }
  return {
    artifact: (name) => require(path.join(folder, 'artifacts', `${name}.graphql.js`)),
    documents: JSON.parse(readFileSync(documentsFile, 'utf8')),
    documentsFile,
  };
}
