// recorder returns a fetch that keeps the requests it makes, as { method, body } with the JSON body read.
export function recorder() {
  const requests = [];
  const record = (input, init = {}) => {
    requests.push({ method: init.method ?? 'GET', body: init.body ? JSON.parse(init.body) : null, url: new URL(input) });
    return fetch(input, init);
  };
  return { requests, record };
}
