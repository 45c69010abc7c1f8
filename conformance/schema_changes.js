// Compares the schema with that of the last release: node schema_changes.js OLD NEW CHANGELOG_DIFF
// Breaking changes fail unless a line that was added to CHANGELOG.md names each in backticks, by its path or its type, such as
// `Label.title` or `Label`.
import { readFile } from 'node:fs/promises';
import { CriticalityLevel, diff } from '@graphql-inspector/core';
import { buildSchema } from 'graphql';

const [old, current, changelog] = await Promise.all(process.argv.slice(2).map((name) => readFile(name, 'utf8')));
const added = changelog.split('\n').filter((line) => /^\+(?!\+\+)/.test(line)).join('\n');
const changes = await diff(buildSchema(old), buildSchema(current));
const breaking = changes.filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking);

// named reports whether the changelog names a path, or what it is a part of.
function named(path = '') {
  const parts = path.split('.');
  return parts.some((_, i) => added.includes('`' + parts.slice(0, i + 1).join('.') + '`'));
}

const unnamed = breaking.filter(({ path }) => !named(path));
console.log(`${changes.length} changes of the schema, ${breaking.length} of them breaking`);
for (const { message, path } of unnamed) {
  console.error(`${path}: ${message}`);
}
if (unnamed.length > 0) {
  console.error('These changes break clients. Keep what they use and mark it @deprecated (see "Changes" in docs/SCHEMA.md),');
  console.error('or name each in CHANGELOG.md, in backticks, by the path or the type before the colon.');
  process.exit(1);
}
