// A document is valid for Kith if and only if it is for graphql-js, whose validate() is the reference of the specification.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse, validate } from 'graphql';
import { random, Writer } from '../documents.js';
import { fetchSchema } from '../schema.js';
import { startServer } from '../server.js';

const schema = await fetchSchema();
const documents = 2000;
const seed = Number(process.env.CONFORMANCE_SEED ?? 1);

// exceptions are the only documents about which Kith and graphql-js may differ, with the section of the specification (October 2021 and later).
const exceptions = {
  // 6.1.1 "Validating Requests" says that only what is valid is run, not that all of it is: documents beyond the limits of docs/SCHEMA.md are
  // refused before they are validated, by a code of their own.
  QUERY_TOO_COMPLEX: '6.1.1',
};

test(`${documents} documents of the seed ${seed} are valid here and there`, async (t) => {
  const server = await startServer({ KITH_BUDGET_POINTS: '1000000000', KITH_BUDGET_PER_SECOND: '1000000000' });
  t.after(server.stop);
  const writer = new Writer(schema, random(seed));
  const counts = { valid: 0, invalid: 0, excepted: 0 };
  const differences = [];
  const compare = async (text) => {
    const there = verdict(text);
    const { errors } = await ask(server, text);
    const code = errors?.[0].extensions.code;
    if (code in exceptions) {
      counts.excepted++;
      return;
    }
    const invalid = code === 'GRAPHQL_VALIDATION_FAILED' || code === 'GRAPHQL_PARSE_FAILED';
    if (errors && !invalid) {
      throw new Error(`${code}: ${errors[0].message}\n${text}`);
    }
    counts[invalid ? 'invalid' : 'valid']++;
    if (invalid !== there.length > 0) {
      differences.push(`${text}\n  graphql-js: ${there[0] ?? 'valid'}\n  Kith: ${errors?.[0].message ?? 'valid'}`);
    }
  };
  for (let n = 0; n < documents; n += 20) {
    const texts = Array.from({ length: 20 }, () => writer.document()).map((text) => (writer.chance(0.7) ? writer.broken(text) : text));
    await Promise.all(texts.map(compare));
  }
  t.diagnostic(JSON.stringify(counts));
  assert.deepEqual(differences, [], `${differences.length} of ${documents}\n${differences.slice(0, 20).join('\n\n')}`);
  assert.ok(counts.valid > documents / 5 && counts.invalid > documents / 5 && counts.excepted < documents / 20, JSON.stringify(counts));
});

// verdict returns what graphql-js finds wrong with a document.
function verdict(text) {
  try {
    return validate(schema, parse(text)).map(({ message }) => message);
  } catch ({ message }) {
    return [message];
  }
}

async function ask(server, query) {
  const response = await fetch(server.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${server.token}` },
    body: JSON.stringify({ query, operationName: 'Asked' }),
  });
  return response.json();
}
