// Other makers' scripts for the same page, in pinned versions, installed into .tools/peers (no part of the project) when they are wanted: the
// file that a page would load. By hand, and for `cargo xtask size --peers`: node peers.mjs → one JSON object a line.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'

const root = join(import.meta.dirname, '../../..')
const folder = join(root, '.tools/peers')

/** `file`: as the package ships it. `code`: its modules with what a page writes, bundled and minified. */
export const PEERS = {
  braze: {
    package: '@braze/web-sdk@6.13.0',
    what: 'in-app messages alone',
    // As its documentation starts it. It loads a font for icons from elsewhere, which is left out here.
    code: `import { automaticallyShowInAppMessages, initialize, openSession } from '@braze/web-sdk'
      initialize('00000000-0000-4000-8000-000000000000', { baseUrl: location.origin + '/braze/api/v3', doNotLoadFontAwesome: true })
      automaticallyShowInAppMessages()
      openSession()`,
  },
  posthog: { package: 'posthog-js@1.449.2', what: 'array.js: what its snippet loads first', file: 'dist/array.js' },
  'posthog-surveys': { package: 'posthog-js@1.449.2', what: 'surveys.js: what array.js loads where there are surveys', file: 'dist/surveys.js' },
  growthbook: { package: '@growthbook/growthbook@1.8.0', what: 'the auto bundle; no messages', file: 'dist/bundles/auto.min.js' },
}

const split = (wanted) => [wanted.slice(0, wanted.lastIndexOf('@')), wanted.slice(wanted.lastIndexOf('@') + 1)]
const at = (wanted) => join(folder, 'node_modules', split(wanted)[0])
const isInstalled = (wanted) => {
  const about = join(at(wanted), 'package.json')
  return existsSync(about) && JSON.parse(readFileSync(about, 'utf8')).version === split(wanted)[1]
}

/** Installs what is missing and answers each peer's file. Throws with a word to the person where that cannot be. */
export const install = async () => {
  mkdirSync(folder, { recursive: true })
  const wanted = [...new Set(Object.values(PEERS).map((peer) => peer.package))]
  if (!wanted.every(isInstalled)) {
    const npm = ['install', '--no-save', '--no-audit', '--no-fund', '--prefix', folder, ...wanted]
    const done = spawnSync('npm', npm, { cwd: root, encoding: 'utf8' })
    const reason = /npm error (?:code )?(E\w+)/.exec(done.stderr ?? '')?.[1] ?? done.error?.message ?? `code ${done.status}`
    if (done.status !== 0) throw new Error(`the peers could not be installed (${reason}): npm's registry is asked for ${wanted.join(', ')}; try again where it can be reached`)
  }
  const files = {}
  for (const [name, { package: wanted, file, code }] of Object.entries(PEERS)) {
    files[name] = file ? join(at(wanted), file) : join(folder, `${name}.js`)
    if (!code) continue
    const entry = join(folder, `${name}.mjs`)
    writeFileSync(entry, code)
    await build({ entryPoints: [entry], outfile: files[name], bundle: true, minify: true, format: 'iife', target: 'es2020', logLevel: 'error' })
  }
  return files
}

if (process.argv[1] === import.meta.filename) {
  try {
    const files = await install()
    for (const [name, { package: version, what }] of Object.entries(PEERS)) console.log(JSON.stringify({ peer: name, version, what, file: files[name] }))
  } catch (error) {
    console.error(error.message)
    process.exitCode = 1
  }
}
