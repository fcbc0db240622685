// Writes the demo shop as static files: node www/demo/build.mjs OUTDIR
// OUTDIR becomes the folder that is served at /demo/. The same sources always give the same bytes.
import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { drawings, picture } from './art/products.mjs';
import { scenes } from './art/scenes.mjs';
import { small } from './art/small.mjs';
import { BASE } from './client/view.js';
import { layout } from './templates/layout.mjs';
import { pages } from './templates/pages.mjs';

const here = dirname(fileURLToPath(import.meta.url));

/** What is wrong with a catalogue, as sentences. */
function faults({ shop, categories, products, stories }) {
  const wrong = [];
  const ids = new Set(products.map((p) => p.id));
  if (ids.size !== products.length) wrong.push('two products share an id');
  for (const p of products) {
    if (!drawings[p.id]) wrong.push(`${p.id} has no drawing`);
    if (!Number.isInteger(p.price) || p.price <= 0) wrong.push(`${p.id}: the price must be a whole number of won above 0`);
    if (!categories.some((c) => c.slug === p.category)) wrong.push(`${p.id}: no category ${p.category}`);
  }
  for (const s of stories) for (const id of s.body.flatMap((part) => part.products ?? [])) if (!ids.has(id)) wrong.push(`story ${s.slug}: no product ${id}`);
  if (!(shop.gift.from > shop.free_shipping_from)) wrong.push('the gift must begin above free shipping');
  return wrong;
}

/** All files of the site: path → text. */
async function site() {
  const catalogue = JSON.parse(await readFile(join(here, 'catalogue.json'), 'utf8'));
  const wrong = faults(catalogue);
  if (wrong.length) throw new Error(`catalogue.json: ${wrong.join('; ')}`);
  const files = new Map();

  const { shop, categories, products, stories } = catalogue;
  const client = new Map([['data.js', Object.entries({ shop, categories, products, stories }).map(([name, value]) => `export const ${name} = ${JSON.stringify(value)};\n`).join('')]]);
  const names = (await readdir(join(here, 'client'))).sort();
  for (const name of names.filter((n) => n.endsWith('.js'))) client.set(name, await readFile(join(here, 'client', name), 'utf8'));
  const styles = await Promise.all(names.filter((n) => n.endsWith('.css')).map((n) => readFile(join(here, 'client', n), 'utf8')));
  client.set('shop.css', styles.join('\n'));

  // One folder named by the content of all modules: they import one another by plain names, and a new build is a new address.
  const hash = createHash('sha256');
  for (const [name, text] of [...client].sort(([a], [b]) => (a < b ? -1 : 1))) hash.update(`${name}\0${text}\0`);
  const folder = `assets/${hash.digest('hex').slice(0, 10)}`;
  for (const [name, text] of client) files.set(`${folder}/${name}`, text);

  for (const { path, ...page } of pages(catalogue)) {
    const html = layout({ ...page, catalogue, assets: `${BASE}/${folder}` });
    files.set(path === '404' ? '404.html' : join(path, 'index.html'), html);
  }
  for (const { id } of products) {
    files.set(`img/${id}.svg`, picture(id));
    files.set(`img/${id}-close.svg`, picture(id, 'close'));
  }
  for (const [name, text] of Object.entries({ ...scenes(), ...small() })) files.set(`img/${name}`, text);
  return files;
}

const out = process.argv[2];
if (!out) {
  console.error('usage: node www/demo/build.mjs OUTDIR   (the folder to be served at /demo/; its assets, img and page folders are replaced)');
  process.exit(2);
}
const files = await site();
// Only the folders that this script writes are emptied, so that a wrong OUTDIR loses nothing else.
await Promise.all([...new Set([...files.keys()].filter((f) => f.includes('/')).map((f) => f.split('/')[0]))].map((folder) => rm(join(out, folder), { recursive: true, force: true })));
await Promise.all([...new Set([...files.keys()].map((f) => dirname(join(out, f))))].map((folder) => mkdir(folder, { recursive: true })));
await Promise.all([...files].map(([path, text]) => writeFile(join(out, path), text)));
console.log(`demo: ${files.size} files in ${out}`);
