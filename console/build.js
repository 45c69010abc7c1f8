// Bundles the console and GraphiQL into dist/, or into the folder given as argument: the same sources and lock file give the same bytes.
// All but the pages is compressed, as browsers take it, and smaller in the program.
import { build } from 'esbuild';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { constants, gzipSync } from 'node:zlib';
import { documentsPlugin, readDocuments } from './documents.js';

const here = import.meta.dirname;
const out = path.resolve(process.argv[2] ?? path.join(here, 'dist'));

// The sizes in bytes that the console may have, compressed: of what every page loads, and of everything.
const entryBudget = 150 * 1024;
const wholeBudget = 250 * 1024;

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

// The client kit is bundled from its sources, with the packages that the console has.
const kit = {
  '@kith/client': path.join(here, '../client/src/index.ts'),
  '@kith/client/urql': path.join(here, '../client/src/urql.ts'),
  ...Object.fromEntries(['graphql-ws', '@urql/core', 'wonka'].map((name) => [name, path.join(here, 'node_modules', name)])),
};

const { modules, manifest } = await readDocuments();
await rm(out, { recursive: true, force: true });
await bundle('graphiql', { entryPoints: { console: 'graphiql/main.jsx' }, plugins: [withoutFonts] });
const sizes = await bundle('console', { entryPoints: { console: 'app/main.tsx' }, splitting: true, plugins: [documentsPlugin(modules)] });
await writeCompressed(out, 'documents.json', `${JSON.stringify(manifest)}\n`);
if (sizes.entry > entryBudget || sizes.whole > wholeBudget) {
  throw new Error(`The console is too large: ${sizes.entry} bytes at first, ${sizes.whole} in all.`);
}
console.log(`console: ${sizes.entry} bytes at first, ${sizes.whole} in all`);

// bundle builds one page, whose files lie in the folder of its name, and returns its sizes.
async function bundle(name, options) {
  const folder = path.join(out, name);
  const source = path.join(here, path.dirname(Object.values(options.entryPoints)[0]));
  await mkdir(folder, { recursive: true });
  const { metafile, outputFiles } = await build({
    absWorkingDir: here,
    outdir: path.join(here, 'dist', name),
    entryNames: '[name]-[hash]',
    chunkNames: 'console-[name]-[hash]',
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    alias: kit,
    define: { 'process.env.NODE_ENV': '"production"' },
    legalComments: 'none', // licenses.txt has them in full
    metafile: true,
    write: false,
    ...options,
  });
  let page = await readFile(path.join(source, 'index.html'), 'utf8');
  const sizes = { entry: 0, whole: 0 };
  for (const { path: file, contents } of outputFiles) {
    const base = path.basename(file);
    page = page.replace(`/${name}/console${path.extname(base)}"`, `/${name}/${base}"`);
    const size = await writeCompressed(folder, base, contents);
    sizes.whole += size;
    sizes.entry += loadedAtFirst(metafile).has(base) ? size : 0;
  }
  await writeFile(path.join(folder, 'index.html'), page);
  await writeCompressed(folder, 'licenses.txt', await licenses(metafile));
  return sizes;
}

// loadedAtFirst returns the names of the files that a page loads before it shows anything: the entry and what it imports statically.
function loadedAtFirst({ outputs }) {
  const files = new Set();
  const visit = (file) => {
    if (!files.has(file)) {
      files.add(file);
      outputs[file].imports.filter(({ kind }) => kind === 'import-statement').forEach(({ path }) => visit(path));
    }
  };
  for (const [file, { entryPoint, cssBundle }] of Object.entries(outputs)) {
    if (entryPoint?.endsWith('main.tsx') || entryPoint?.endsWith('main.jsx')) {
      visit(file);
      if (cssBundle) {
        visit(cssBundle);
      }
    }
  }
  return new Set([...files].map((file) => path.basename(file)));
}

// writeCompressed writes a file whose header names no system, and returns its size.
async function writeCompressed(folder, name, content) {
  const compressed = gzipSync(content, { level: constants.Z_BEST_COMPRESSION });
  compressed[9] = 255;
  await writeFile(path.join(folder, `${name}.gz`), compressed);
  return compressed.length;
}

// licenses returns the notices of the packages that went into a bundle.
async function licenses({ outputs }) {
  const files = Object.values(outputs).flatMap((output) => Object.keys(output.inputs));
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
