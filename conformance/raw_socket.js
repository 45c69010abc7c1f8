import { on, once } from 'node:events';
import WebSocket from 'ws';
import { authorization, socketURL, url } from './world.js';

// openSocket opens a socket to send anything over: objects as JSON, the rest as it is.
export async function openSocket(t, to = url) {
  const socket = new WebSocket(socketURL(to), 'graphql-transport-ws');
  t.after(() => socket.terminate());
  const closed = once(socket, 'close').then(([code]) => code);
  const messages = on(socket, 'message');
  await once(socket, 'open');
  return {
    closed,
    send: (message) => socket.send(typeof message === 'string' || Buffer.isBuffer(message) ? message : JSON.stringify(message)),
    stop: () => socket.pause(),
    next: async () => JSON.parse((await messages.next()).value[0]),
  };
}

// openSession opens a socket that is signed in.
export async function openSession(t, server = { url }) {
  const socket = await openSocket(t, server.url);
  socket.send({ type: 'connection_init', payload: { authorization: server.token ? `Bearer ${server.token}` : authorization } });
  const { type } = await socket.next();
  if (type !== 'connection_ack') {
    throw new Error(`${type} instead of connection_ack`);
  }
  return socket;
}
