// A client of Kith's GraphQL API for single-page apps. docs/CLIENTS.md shows how it is used.
export { Client, createClient, type ClientOptions, type RequestOptions } from './client.js';
export { textOf, type Parsed, type Typed, type TypedDocument, type TypedText } from './document.js';
export { RequestError, byField, type GraphQLFailure, type Outcome, type Problem, type RequestErrorCode } from './errors.js';
export { followContacts, type ContactEvent, type FollowOptions } from './follow.js';
export { newKey, type Answer } from './http.js';
export { ContactEvents, JobProgress, Viewer, type JobProgressSubscription, type ViewerQuery } from './operations.js';
export { PagedList, eachNode, type ListState, type Page } from './pages.js';
export { currentViewer, signIn, signOut, type Credentials, type SignIn } from './session.js';
export type { Sink } from './socket.js';
