// What an operation may be: a text, or what code generators and gql.tada make, which know the types of variables and results.

// Typed carries the types of an operation; GraphQL Code Generator and gql.tada use the same property.
export interface Typed<Result, Variables> {
  __apiType?: (variables: Variables) => Result;
}

// TypedText is the text of an operation that knows its types.
export type TypedText<Result, Variables> = string & Typed<Result, Variables>;

// Parsed is a parsed document, as `gql` and `graphql` of other libraries return.
export interface Parsed {
  kind: string;
  definitions: readonly unknown[];
  loc?: { source: { body: string } };
}

// TypedDocument is any of these.
export type TypedDocument<Result, Variables> = string | TypedText<Result, Variables> | (Parsed & Typed<Result, Variables>);

// Print turns a parsed document into its text: `print` of the package graphql.
export type Print = (document: never) => string;

// textOf returns the text of a document. Parsed documents that do not keep theirs need `print`.
export function textOf(document: TypedDocument<never, never> | String, print?: Print): string {
  if (typeof document === 'string' || document instanceof String) {
    return String(document);
  }
  if (print) {
    return print(document as never);
  }
  const text = (document as Parsed).loc?.source.body;
  if (!text) {
    throw new TypeError('This document does not keep its text: give the client `print` of the package graphql.');
  }
  return text;
}

const opening = /^(?:\s|#[^\n]*\n)*(query|mutation|subscription|\{)/;

// kindOf tells what kind of operation a text begins with; texts that begin with a fragment are searched.
export function kindOf(text: string): 'query' | 'mutation' | 'subscription' {
  const [, word] = opening.exec(text) ?? /(?:^|[\s}])(query|mutation|subscription)\b\s*\w*\s*[({@]/.exec(text) ?? [];
  return word === 'mutation' || word === 'subscription' ? word : 'query';
}
