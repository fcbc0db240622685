// The worker as built, with objects of people and of relays that sometimes fail: before they do anything, or after all of it is stored (the answer is lost).
// And with a bucket that fails when it is told to.
import * as built from './index.js'

/** A bucket that does what the request's header `x-fault` says: it fails before, fails after, or never answers. */
const faulty = (bucket, fault) =>
  new Proxy(bucket, {
    get(target, name) {
      const value = target[name]
      if (typeof value !== 'function' || name === 'constructor') return value
      return async (...args) => {
        if (fault === `${name}-before`) throw new Error('the bucket does not answer')
        if (fault === `${name}-never`) return new Promise(() => {})
        const answer = await value.apply(target, args)
        if (fault === `${name}-after`) throw new Error('the bucket fails after writing')
        return answer
      }
    },
  })

export default {
  ...built.default,
  async fetch(request, env, context) {
    if (new URL(request.url).pathname === '/clock') {
      // A quarter of an hour later.
      await env.DB.prepare("UPDATE picture SET state_ms = state_ms - 1000000 WHERE state <> 'here'").run()
      await built.default.scheduled({ type: 'scheduled', cron: '* * * * *', scheduledTime: Date.now() }, env, context)
      const { results } = await env.DB.prepare('SELECT hash, state FROM picture ORDER BY n').all()
      return Response.json({ rows: results, objects: (await env.PICTURES.list()).objects.map(({ key }) => key) })
    }
    const fault = request.headers.get('x-fault')
    return built.default.fetch(request, fault ? { ...env, PICTURES: faulty(env.PICTURES, fault) } : env, context)
  },
}
export const { SiteHistory, SiteLive, SiteSends } = built

// A number of its own for each instance, the same for the same seed: every so many-eth call fails, in turn before and after.
let calls = 0

const failing = (Built) =>
  class extends Built {
    async rpc(request) {
      calls += 1
      const every = Number(this.env.FAULTS)
      if (calls % every === 0) throw new Error('the storage does not answer')
      const answer = await super.rpc(request)
      if (calls % every === Math.floor(every / 2)) throw new Error('the storage fails after writing')
      return answer
    }
  }

export class PersonShard extends failing(built.PersonShard) {}
export class SiteRelay extends failing(built.SiteRelay) {}
