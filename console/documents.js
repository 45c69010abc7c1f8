// Turns the app's .graphql files into modules: each exports an object of operations by name, with the fragments that they use. Every
// document is checked against the schema, so that a build fails rather than a page.
import { createRequest, formatDocument, stringifyDocument } from '@urql/core';
import { buildSchema, parse, print, stripIgnoredCharacters, validate, visit } from 'graphql';
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

const here = import.meta.dirname;
const folder = path.join(here, 'app/documents');
const kit = path.join(here, '../client/src/operations.graphql');

// readDocuments returns the operations of each file, and the texts that browsers will send by their hashes, those of the client kit too.
export async function readDocuments() {
  const schema = buildSchema(await readFile(path.join(here, '../graph/schema.graphql'), 'utf8'));
  const files = (await readdir(folder)).filter((name) => name.endsWith('.graphql')).sort();
  const parsed = await Promise.all(files.map(async (name) => [name, parse(await readFile(path.join(folder, name), 'utf8'))]));
  const fragments = new Map();
  for (const [, { definitions }] of parsed) {
    for (const definition of definitions.filter(({ kind }) => kind === 'FragmentDefinition')) {
      fragments.set(definition.name.value, definition);
    }
  }
  const manifest = {};
  for (const operation of parse(await readFile(kit, 'utf8')).definitions) {
    add(manifest, stripIgnoredCharacters(print(operation)));
  }
  const modules = new Map();
  for (const [file, { definitions }] of parsed) {
    const operations = {};
    for (const operation of definitions.filter(({ kind }) => kind === 'OperationDefinition')) {
      const document = { kind: 'Document', definitions: [operation, ...used(operation, fragments)] };
      const errors = validate(schema, document);
      if (errors.length) {
        throw new Error(`${file}, ${operation.name.value}: ${errors.map(({ message }) => message).join(' ')}`);
      }
      const text = stripIgnoredCharacters(print(document));
      operations[operation.name.value] = text;
      for (const sent of [text, sentByClient(text)]) {
        add(manifest, sent);
      }
    }
    modules.set(file, operations);
  }
  return { modules, manifest };
}

function add(manifest, text) {
  manifest[`sha256:${createHash('sha256').update(text).digest('hex')}`] = text;
}

// sentByClient returns what urql sends for a document: it asks for the names of types too, and prints documents itself.
const sentByClient = (text) => stringifyDocument(formatDocument(createRequest(text, {}).query));

function used(definition, fragments, found = new Map()) {
  visit(definition, {
    FragmentSpread({ name: { value } }) {
      if (!found.has(value) && fragments.has(value)) {
        found.set(value, fragments.get(value));
        used(fragments.get(value), fragments, found);
      }
    },
  });
  return found.values();
}

// documentsPlugin loads .graphql files for esbuild.
export const documentsPlugin = (modules) => ({
  name: 'documents',
  setup(build) {
    build.onLoad({ filter: /\.graphql$/ }, ({ path: file }) => ({
      contents: `export default ${JSON.stringify(modules.get(path.basename(file)))}`,
      loader: 'js',
    }));
  },
});
