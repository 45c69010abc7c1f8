// A receiver of webhooks.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { unique } from './world.js';

// receiver answers with the status that it is told, and keeps what it was sent.
export async function receiver(t, status) {
  const heard = [];
  const state = { status, heard };
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) {
      text += chunk;
    }
    heard.push(JSON.parse(text));
    response.writeHead(state.status).end('The receiver is out of order.');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  return Object.assign(state, { url: `http://127.0.0.1:${server.address().port}/${unique('hook')}` });
}
