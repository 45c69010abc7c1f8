import { buildClientSchema, getIntrospectionQuery, printSchema } from 'graphql';
import { graphql } from './world.js';

// fetchSchema returns the schema as the server under test tells it.
export async function fetchSchema() {
  return buildClientSchema(await graphql(getIntrospectionQuery({ descriptions: true, oneOf: true, specifiedByUrl: true, inputValueDeprecation: true })));
}

// fetchSDL returns it as text.
export const fetchSDL = async () => printSchema(await fetchSchema());
