declare module '*.graphql' {
  const operations: Record<string, string>;
  export default operations;
}

declare module '*.css';
