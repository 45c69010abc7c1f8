// Makes src/schema.ts, src/cache.ts and src/operations.ts from graph/schema.graphql. With --check it only compares.
import { codegen } from '@graphql-codegen/core';
import * as operationsPlugin from '@graphql-codegen/typescript-operations';
import * as schemaPlugin from '@graphql-codegen/typescript';
import { buildSchema, isAbstractType, isObjectType, parse, print, stripIgnoredCharacters } from 'graphql';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';

const here = import.meta.dirname;
const sdl = await readFile(path.join(here, '../graph/schema.graphql'), 'utf8');
const schema = buildSchema(sdl);
const head = '// Made by generate.js from graph/schema.graphql.\n';
const scalars = { ID: 'string', DateTime: 'string', Date: 'string', Cursor: 'string', JSON: 'unknown', Upload: 'Blob' };
const config = { scalars, enumsAsTypes: true, skipTypename: true, useTypeImports: true, avoidOptionals: { field: true } };

// types runs one plugin of the code generator.
const types = (plugin, documents, more = {}) =>
  codegen({
    filename: 'types.ts',
    schema: parse(sdl),
    documents,
    config: { ...config, ...more },
    plugins: [{ it: {} }],
    pluginMap: { it: plugin },
  });

// cacheFacts says what normalizing caches want to know: the members of abstract types, and the types whose records have no id.
function cacheFacts() {
  const all = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'));
  const possibleTypes = Object.fromEntries(
    all.filter(isAbstractType).map((type) => [type.name, schema.getPossibleTypes(type).map(({ name }) => name)]),
  );
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const embedded = all.filter(
    (type) => isObjectType(type) && !roots.includes(type) && !type.getInterfaces().some(({ name }) => name === 'Node'),
  );
  return `${head}
// possibleTypes are the members of interfaces and unions, for Apollo's InMemoryCache.
export const possibleTypes: Record<string, string[]> = ${JSON.stringify(possibleTypes)};

// embeddedTypes are the types that are parts of other records, and have no entry of their own in a cache.
export const embeddedTypes: string[] = ${JSON.stringify(embedded.map(({ name }) => name))};
`;
}

// operations returns the kit's own documents, with the types of their variables and results.
async function operations() {
  const source = await readFile(path.join(here, 'src/operations.graphql'), 'utf8');
  const document = parse(source, { noLocation: true });
  const plain = await types(operationsPlugin, [{ location: 'operations.graphql', document }]);
  const constants = document.definitions.map(
    ({ operation, name: { value }, ...rest }) => `
export const ${value} = ${JSON.stringify(stripIgnoredCharacters(print({ operation, name: { kind: 'Name', value }, ...rest })))} as TypedText<
  ${value}${operation[0].toUpperCase()}${operation.slice(1)},
  ${value}${operation[0].toUpperCase()}${operation.slice(1)}Variables
>;`,
  );
  return `${head}\nimport type { TypedText } from './document.js';\n${plain}\n${constants.join('\n')}\n`;
}

const outputs = {
  'schema.ts': `${head}\n${await types(schemaPlugin, [])}`,
  'cache.ts': cacheFacts(),
  'operations.ts': await operations(),
};
const options = { ...(await resolveConfig(path.join(here, 'src/x.ts'))), parser: 'typescript' };
for (const [name, text] of Object.entries(outputs)) {
  const file = path.join(here, 'src', name);
  const formatted = await format(text, options);
  if (!process.argv.includes('--check')) {
    await writeFile(file, formatted);
  } else if (formatted !== (await readFile(file, 'utf8'))) {
    throw new Error(`src/${name} is not what the schema makes of it: run npm run generate.`);
  }
}
