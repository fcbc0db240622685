// What the bench compares with: pinned versions, installed into .tools/bench (no part of the project), each bundled with its adapter into one
// file as a page would have it: the same file runs in Node, in a fresh process and in a browser.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'

export const root = join(import.meta.dirname, '../..')
const folder = join(root, '.tools/bench')
/** Where the bundles are. */
export const out = join(folder, 'out')

/** The adapter's name and the package it measures. */
export const PEERS = {
  closures: null,
  'json-logic-engine': 'json-logic-engine@5.0.7',
  'cel-js-marcbachmann': '@marcbachmann/cel-js@8.0.0',
  sift: 'sift@17.1.4',
  'json-logic-js': 'json-logic-js@2.0.5',
  growthbook: '@growthbook/growthbook@1.8.0',
  mingo: 'mingo@7.2.7',
  'cel-js': 'cel-js@0.8.2',
  'json-rules-engine': 'json-rules-engine@7.3.1',
}

const isInstalled = (wanted) => {
  const at = wanted.lastIndexOf('@')
  const about = join(folder, 'node_modules', wanted.slice(0, at), 'package.json')
  return existsSync(about) && JSON.parse(readFileSync(about, 'utf8')).version === wanted.slice(at + 1)
}

export const install = async () => {
  const wanted = Object.values(PEERS).filter(Boolean)
  if (!wanted.every(isInstalled)) {
    const npm = ['install', '--no-save', '--no-audit', '--no-fund', '--prefix', folder, ...wanted]
    const done = spawnSync('npm', npm, { cwd: root, encoding: 'utf8' })
    if (done.status !== 0) throw new Error(`npm ${npm.join(' ')}\n${done.error ?? ''}${done.stdout}${done.stderr}`)
  }
  await build({
    entryPoints: ['ours.mjs', ...Object.keys(PEERS).map((name) => `peers/${name}.mjs`)].map((file) => join(import.meta.dirname, file)),
    entryNames: '[name]',
    outdir: out,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    // Of a package with several builds the ES modules, as its documentation imports it.
    mainFields: ['module', 'main'],
    nodePaths: [join(folder, 'node_modules')],
    logLevel: 'error',
  })
}
