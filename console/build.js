// Bundles the page into dist/, or into the folder given as argument: the same sources and lock file give the same bytes. All but the page
// is compressed, as browsers take it, and smaller in the program.
import { build } from 'esbuild';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { constants, gzipSync } from 'node:zlib';

const here = import.meta.dirname;
const out = path.resolve(process.argv[2] ?? path.join(here, 'dist'));

// GraphiQL's style sheet carries 360 KB of fonts as data URLs; the system's fonts do.
const withoutFonts = {
  name: 'without-fonts',
  setup(b) {
    b.onLoad({ filter: /graphiql\/dist\/style\.css$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replace(/@font-face\s*\{[^}]*\}/g, ''),
      loader: 'css',
    }));
  },
};

const { metafile, outputFiles } = await build({
  absWorkingDir: here,
  entryPoints: { console: 'src/main.jsx' },
  outdir: path.join(here, 'dist'),
  entryNames: '[name]-[hash]',
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  jsx: 'automatic',
  define: { 'process.env.NODE_ENV': '"production"' },
  legalComments: 'none', // licenses.txt has them in full
  plugins: [withoutFonts],
  metafile: true,
  write: false,
});

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
let page = await readFile(path.join(here, 'src/index.html'), 'utf8');
for (const { path: file, contents } of outputFiles) {
  page = page.replace(`/graphiql/console${path.extname(file)}`, `/graphiql/${path.basename(file)}`);
  await writeCompressed(path.basename(file), contents);
}
await writeFile(path.join(out, 'index.html'), page);
await writeCompressed('licenses.txt', await licenses());

// writeCompressed writes a file whose header names no system.
async function writeCompressed(name, content) {
  const compressed = gzipSync(content, { level: constants.Z_BEST_COMPRESSION });
  compressed[9] = 255;
  await writeFile(path.join(out, `${name}.gz`), compressed);
}

// licenses returns the notices of the packages that went into the bundle.
async function licenses() {
  const files = Object.values(metafile.outputs).flatMap((output) => Object.keys(output.inputs));
  const folders = new Set(files.flatMap((file) => file.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+/) ?? []));
  const notices = await Promise.all([...folders].sort().map(notice));
  return notices.join(`\n${'-'.repeat(80)}\n\n`);
}

async function notice(folder) {
  const { name, version, license } = JSON.parse(await readFile(path.join(here, folder, 'package.json'), 'utf8'));
  const file = (await readdir(path.join(here, folder))).sort().find((entry) => /^licen[cs]e/i.test(entry));
  const text = file ? await readFile(path.join(here, folder, file), 'utf8') : '';
  return `${name} ${version} (${license})\n\n${text.replace(/\r/g, '').trim()}\n`;
}
