// Who is signed in: by an API token of this tab, or by the session cookie of this browser.

const tokenKey = 'kith.token';
const viewerQuery = '{ viewer { role user { name email } account { name } } }';

// credentials returns the headers of a request, which are also the payload of a socket's connection_init.
export function credentials(token = sessionStorage.getItem(tokenKey)) {
  return token ? { authorization: `Bearer ${token}` } : {};
}

// currentViewer returns who is signed in, or null. A token that is not accepted any more is forgotten.
export async function currentViewer() {
  const viewer = await viewerOf();
  if (viewer || !sessionStorage.getItem(tokenKey)) {
    return viewer;
  }
  sessionStorage.removeItem(tokenKey);
  return viewerOf();
}

export async function signInWithToken({ token }) {
  token = token.trim();
  const viewer = await viewerOf(token);
  if (!viewer) {
    throw new Error('This token is not accepted.');
  }
  sessionStorage.setItem(tokenKey, token);
  return { viewer };
}

// signInWithPassword takes email, password and, where it was asked for, accountId. It returns the viewer, or the accounts to choose from when there are several.
export async function signInWithPassword(fields) {
  const response = await send('/auth/session', fields);
  if (response.status === 204) {
    sessionStorage.removeItem(tokenKey);
    return { viewer: await viewerOf() };
  }
  const { error, accounts } = await answer(response);
  if (accounts) {
    return { accounts };
  }
  throw new Error(error?.message ?? unexpected(response));
}

export async function signOut() {
  sessionStorage.removeItem(tokenKey);
  const response = await reach('/auth/session', { method: 'DELETE' });
  if (!response.ok) {
    throw new Error((await answer(response)).error?.message ?? unexpected(response));
  }
}

async function viewerOf(token) {
  const response = await send('/graphql', { query: viewerQuery }, credentials(token));
  const { data, errors } = await answer(response);
  if (data?.viewer) {
    return data.viewer;
  }
  if (errors?.[0]?.extensions?.code === 'UNAUTHENTICATED') {
    return null;
  }
  throw new Error(errors?.[0]?.message ?? unexpected(response));
}

function send(path, body, headers) {
  return reach(path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });
}

async function reach(path, request) {
  try {
    return await fetch(path, request);
  } catch {
    throw new Error('The server does not answer.');
  }
}

async function answer(response) {
  return response.json().catch(() => ({}));
}

function unexpected(response) {
  return `The server answered with status ${response.status}.`;
}
