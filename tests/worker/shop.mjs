// A shop that sends: the real worker, and beside it the company that carries its messages.
import assert from 'node:assert/strict'
import { setTimeout as wait } from 'node:timers/promises'
import { ACCOUNT, provider } from '../provider/server.mjs'
import { start } from './harness.mjs'

export const SENDER = { name: '다정한 찻집', numbers: ['0212345678'], opt_out: '0801234567' }
export const PATIENCE_MS = 60_000
const SOLAPI = { provider: 'solapi', key: ACCOUNT.solapi.key, secret: ACCOUNT.solapi.secret }

/** Starts both. `config` is what start() takes. */
export async function shop(config = {}) {
  const company = await provider()
  const edge = await start({ ...config, vars: { SOLAPI_URL: `${company.origin}/solapi`, NHN_SMS_URL: `${company.origin}/nhn-sms`, NHN_KAKAO_URL: `${company.origin}/nhn-kakao`, EGRESS_LOCAL: company.origin, ...config.vars } })
  const owner = await edge.token(['read', 'configure', 'send', 'manage'])
  const made = new Shop(company, edge, owner)
  const { hook } = await made.provider({})
  company.control({ webhook: hook, receipts: { after_ms: 50 } })
  made.hook = hook
  return made
}

class Shop {
  constructor(company, edge, owner) {
    Object.assign(this, { company, edge, owner, site: edge.owner.site.id })
  }

  async close() {
    await this.edge.close()
    await this.company.close()
  }

  /** Asks for a path of the site's, and holds the answer to its status. */
  async call(method, path, body, status = 200, headers = {}) {
    const answer = await this.edge.call(method, `/api/sites/${this.site}${path}`, { as: this.owner, body, headers })
    assert.equal(answer.status, status, `${method} ${path}: ${JSON.stringify(answer.body)}`)
    return answer.body
  }

  /** Says what is agreed on with the company, whatever was before. */
  async provider(terms, credentials = SOLAPI) {
    const known = await this.edge.call('GET', `/api/sites/${this.site}/provider`, { as: this.owner })
    return this.call('PUT', '/provider', { credentials, sender: SENDER, ...terms }, 200, known.status === 200 ? { 'if-match': known.headers.get('etag') } : {})
  }

  members(all) {
    return this.call('POST', '/members', { members: all })
  }

  consent(member, more = {}) {
    const word = { at: new Date(Date.now() - 60_000).toISOString(), purpose: 'advertising', channel: 'sms', said: 'granted', wording: '광고 문자 수신에 동의합니다' }
    return this.call('POST', `/members/${member}/consents`, { words: [{ ...word, ...more }] })
  }

  /** A list of numbers, with their columns. */
  async list(name, table) {
    const put = await this.edge.call('PUT', `/api/sites/${this.site}/lists/${name}?name=${name}&consented_at=${Date.now() - 60_000}`, { as: this.owner, body: table, headers: { 'content-type': 'text/csv' } })
    assert.equal(put.status, 200, JSON.stringify(put.body))
    return put.body
  }

  /** A send of a text; returns its id. */
  async text(text, more = {}) {
    const send = { name: '안내', use: 'information', audience: { type: 'members' }, schedule: { type: 'at_once' }, content: { type: 'text', sender: SENDER.numbers[0], text }, ...more }
    return (await this.call('POST', '/sends', send, 201)).id
  }

  async begun(send) {
    return (await this.call('POST', `/sends/${send}/start`, {}, 201)).run
  }

  /** Looks until it is so. */
  async until(look, is, what = '') {
    const until = Date.now() + PATIENCE_MS
    for (;;) {
      const seen = await look()
      if (is(seen)) return seen
      assert.ok(Date.now() < until, `${what}: ${JSON.stringify(seen)}`)
      await wait(100)
    }
  }

  ended(run) {
    return this.until(() => this.call('GET', `/runs/${run}`), ({ state }) => ['done', 'stopped', 'held'].includes(state), `run ${run} goes on`)
  }

  /** What the company has been given to be sent for a run. */
  async sent(run) {
    const ids = new Set()
    for (let after = 0; after !== null; ) {
      const page = await this.call('GET', `/runs/${run}/people?limit=500&after=${after}`)
      page.people.forEach(({ id }) => ids.add(id))
      after = page.next
    }
    return this.company.messages().messages.filter((message) => message.is_sent && ids.has(message.send))
  }

  /** Sets the site's hour: advertising is held back by it. */
  async hour(hour) {
    const ahead = ((hour - new Date().getUTCHours() + 36) % 24) - 12
    const { body, headers } = await this.edge.call('GET', `/api/sites/${this.site}/settings`, { as: this.owner })
    const { name, currency, domains } = body
    const settings = { name, currency, domains, zone: `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}` }
    const put = await this.edge.call('PUT', `/api/sites/${this.site}/settings`, { as: this.owner, body: settings, headers: { 'if-match': headers.get('etag') } })
    assert.equal(put.status, 200, JSON.stringify(put.body))
  }
}
