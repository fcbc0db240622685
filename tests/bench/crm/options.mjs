// The built worker with in-front.mjs in front of it.
import { readFileSync } from 'node:fs'
import { options as built } from '../../fault/options.mjs'

const own = (name, as) => ({ type: 'ESModule', path: `${built('').modulesRoot}${as}`, contents: readFileSync(new URL(name, import.meta.url), 'utf8') })

export const options = (data) => {
  const its = built(data)
  return { ...its, modules: [own('in-front.mjs', 'in-front.js'), own('../edge/memory.mjs', 'memory.js'), own('../../worker/bucket.mjs', 'bucket.js'), ...its.modules] }
}
