// Runs the recipes of docs/deploy for nginx and Caddy before a real Kith: node conformance/proxies.js PROGRAM
// What is changed in a recipe is what a test can't have: the name, the certificate, and ports that are free.
import { execFileSync, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import https from "node:https";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import WebSocket from "ws";

const program = resolve(process.argv[2]);
const deploy = new URL("../docs/deploy/", import.meta.url);
const dir = mkdtempSync(join(tmpdir(), "kith-proxies-"));
chmodSync(dir, 0o755); // root's PostgreSQL runs as another user
const port = 20000 + (process.pid % 20000);
const token = "token-of-the-test-of-the-proxies-0123456789";
const password = "password-of-the-proxies";
const children = [];

function start(command, args, env = {}) {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ["ignore", "inherit", "inherit"] });
  children.push(child);
  return child;
}

const recipes = {
  nginx(at) {
    const site = readFileSync(new URL("nginx.conf", deploy), "utf8")
      .replace("listen 443 ssl http2;", `listen 127.0.0.1:${at} ssl http2;`)
      .replace("listen 80;", `listen 127.0.0.1:${at + 1};`)
      .replaceAll(/\tlisten \[::\].*\n/g, "")
      .replaceAll(/\/etc\/letsencrypt\/live\/kith.example.com\/(fullchain|privkey)/g, `${dir}/$1`)
      .replace("127.0.0.1:8080", `127.0.0.1:${port}`);
    writeFileSync(join(dir, "nginx.conf"), `daemon off; pid ${dir}/nginx.pid; error_log ${dir}/nginx.log;\nevents {}\nhttp {\naccess_log off;\n${site}}\n`);
    return start("nginx", ["-e", `${dir}/nginx.log`, "-c", `${dir}/nginx.conf`]);
  },
  caddy(at) {
    const site = readFileSync(new URL("Caddyfile", deploy), "utf8")
      .replace("kith.example.com {", `https://kith.example.com:${at} {\n\ttls ${dir}/fullchain.pem ${dir}/privkey.pem`)
      .replace("127.0.0.1:8080", `127.0.0.1:${port}`);
    writeFileSync(join(dir, "Caddyfile"), `{\n\tadmin off\n\tauto_https disable_redirects\n\tlog {\n\t\tlevel ERROR\n\t}\n}\n${site}`);
    return start("caddy", ["run", "--config", join(dir, "Caddyfile"), "--adapter", "caddyfile"], { HOME: dir });
  },
};

const agent = new https.Agent({ keepAlive: true, rejectUnauthorized: false });
const authorized = { authorization: `Bearer ${token}` };

function request(at, method, path, headers, body, each) {
  return new Promise((done, fail) => {
    let answered = false;
    const r = https.request(
      { agent, host: "127.0.0.1", servername: "kith.example.com", port: at, method, path, headers: { host: "kith.example.com", ...headers } },
      (answer) => {
        answered = true;
        let text = "";
        answer.setEncoding("utf8");
        answer.on("data", (chunk) => { text += chunk; each?.(text, answer); });
        answer.on("end", () => done({ status: answer.statusCode, headers: answer.headers, text }));
        answer.on("close", () => done({ status: answer.statusCode, headers: answer.headers, text }));
      });
    r.on("error", (e) => answered || fail(e)); // a refused upload is answered before all of it is sent
    r.on("socket", (socket) => socket.listenerCount("error") > 5 || socket.on("error", () => {}));
    r.end(body);
  });
}

const ask = (at, query) =>
  request(at, "POST", "/graphql", { ...authorized, "content-type": "application/json" }, JSON.stringify({ query }));
const create = (at, name) => ask(at, `mutation { contactCreate(input: {name: "${name}"}) { contact { id } } }`);
const subscription = "subscription { contactEvents { type } }";

function check(name, so, detail) {
  if (!so) throw new Error(`${name}: ${JSON.stringify(detail).slice(0, 600)}`);
  console.log(`  ok ${name}`);
}

async function until(so) {
  for (const end = Date.now() + 60000; Date.now() < end; ) {
    if (await so().catch(() => false)) return;
    await new Promise((go) => setTimeout(go, 50));
  }
  throw new Error("waited in vain");
}

// streamed subscribes by server-sent events and returns once an event has come while the stream is open.
async function streamed(at) {
  let came = false;
  let end = () => {};
  const over = request(at, "POST", "/graphql", { ...authorized, accept: "text/event-stream", "content-type": "application/json" },
    JSON.stringify({ query: subscription }), (text, answer) => { came ||= text.includes("CONTACT_CREATED"); end = () => answer.destroy(); });
  await until(async () => { await create(at, "by stream"); return came; });
  end();
  await over;
  return came;
}

function socketed(at) {
  return new Promise((done, fail) => {
    const socket = new WebSocket(`wss://127.0.0.1:${at}/graphql`, "graphql-transport-ws",
      { rejectUnauthorized: false, servername: "kith.example.com", headers: { host: "kith.example.com" } });
    const say = (message) => socket.send(JSON.stringify(message));
    let events;
    socket.on("open", () => say({ type: "connection_init", payload: { Authorization: `Bearer ${token}` } }));
    socket.on("error", fail);
    socket.on("close", (code) => fail(new Error(`closed ${code}`)));
    socket.on("message", (data) => {
      const message = JSON.parse(data);
      if (message.type === "connection_ack") {
        say({ id: "1", type: "subscribe", payload: { query: subscription } });
        events = setInterval(() => create(at, "by socket").catch(fail), 200);
      } else if (message.type === "next") {
        clearInterval(events);
        done(message);
        socket.close();
      }
    });
  });
}

// upload sends a file of 50 MB to an import that is a dry run.
function upload(at) {
  const boundary = "of-the-proxies";
  const part = (name, content, file = "") => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n${content}\r\n`;
  const rows = "name,email\n" + ("Somebody with a long name ".repeat(20) + ",\n").repeat(95000);
  const query = "mutation ($in: ContactsImportInput!) { contactsImport(input: $in) { job { state } userErrors { message } } }";
  const body = part("operations", JSON.stringify({ query, variables: { in: { file: null, dryRun: true } } })) +
    part("map", '{"0": ["variables.in.file"]}') + part("0", rows.slice(0, 50e6), '; filename="a.csv"') + `--${boundary}--\r\n`;
  return request(at, "POST", "/graphql", { ...authorized, "graphql-require-preflight": "1", "content-type": `multipart/form-data; boundary=${boundary}` }, body);
}

async function before(name, at) {
  console.log(name);
  recipes[name](at);
  await until(async () => (await request(at, "GET", "/readyz", {})).status === 200);
  check("query", (await ask(at, "{ viewer { role } }")).text.includes("ADMINISTRATOR"), {});
  check("/metrics is closed", (await request(at, "GET", "/metrics", authorized)).status === 404, {});
  check("server-sent events", await streamed(at), {});
  const next = await socketed(at);
  check("WebSocket", next.payload.data.contactEvents.type === "CONTACT_CREATED", next);
  const sent = await upload(at);
  check("upload of 50 MB", sent.status === 200 && sent.text.includes("QUEUED"), sent);
  const signIn = (password, forwarded) => request(at, "POST", "/auth/session",
    { "content-type": "application/json", "x-forwarded-for": forwarded, "x-forwarded-proto": "http" },
    JSON.stringify({ email: "admin@kith.local", password }));
  const cookie = await signIn(password, "192.0.2.1");
  check("HTTPS is known", String(cookie.headers["set-cookie"]).includes("__Host-kith_session"), cookie);
  let last;
  for (let i = 0; i < 25; i++) last = await signIn("wrong-password", `192.0.2.${i}`);
  check("a client can't choose its address", last.status === 429, last);
}

try {
  execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", `${dir}/privkey.pem`, "-out", `${dir}/fullchain.pem`,
    "-days", "2", "-subj", "/CN=kith.example.com", "-addext", "subjectAltName=DNS:kith.example.com"], { stdio: "ignore" });
  for (const [i, name] of Object.keys(recipes).entries()) {
    const kith = start(program, ["-log-level", "error"], { KITH_ADDR: `127.0.0.1:${port}`, KITH_DATA_DIR: join(dir, name), KITH_BOOTSTRAP_TOKEN: token,
      KITH_BOOTSTRAP_PASSWORD: password, KITH_TRUSTED_PROXIES: "127.0.0.1", KITH_METRICS_TOKEN: token, KITH_PUBLIC_URL: "https://kith.example.com" });
    await before(name, port + 10 * (i + 1));
    const ended = new Promise((done) => kith.on("exit", done));
    kith.kill("SIGTERM");
    await ended;
  }
} finally {
  for (const child of children) child.kill("SIGTERM");
  await new Promise((done) => setTimeout(done, 1000));
  rmSync(dir, { recursive: true, force: true });
}
process.exit(0); // sockets that wait would keep it
