// The JSON Schemas say what the code takes: the same examples, good and bad, by Ajv. (That segment.json is the catalogue's is a test of
// crates/segment; what the edge says to the same configurations is in edge.test.mjs and sites.test.mjs.)
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import Ajv from 'ajv/dist/2020.js'
import { config, MESSAGES } from '../gallery/messages.ts'
import { ottoLines } from './otto.mjs'

const NAMES = ['segment', 'message', 'group', 'config', 'facts', 'event']
const json = (path) => JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'))
const schemas = Object.fromEntries(NAMES.map((name) => [name, json(`schemas/${name}.json`)]))
// `oneOf` of 35 conditions makes strict mode's `required` check complain about properties of the sibling: off.
const ajv = new Ajv({ strict: true, strictRequired: false, strictTypes: false, allErrors: false, validateFormats: false, schemas: Object.values(schemas) })
const valid = (name, value) => {
  const check = ajv.getSchema(`${name}.json`)
  return check(value) ? true : `${check.errors[0].instancePath} ${check.errors[0].message}`
}

describe('schemas', () => {
  it('describe each of their properties', () => {
    const walk = (schema, at) => {
      if (schema === null || typeof schema !== 'object') return
      for (const [key, property] of Object.entries(schema.properties ?? {})) {
        // What `if` and `then` name is described where it is declared.
        if (!/\/(if|then|else)/.test(at)) assert.ok(property.description, `${at}/${key} has no description`)
      }
      for (const [key, part] of Object.entries(schema)) {
        // These hold names, one of which may be that of a keyword (an event's `properties`).
        if (key === 'properties') for (const [name, property] of Object.entries(part)) walk(property, `${at}/${name}`)
        else walk(part, `${at}/${key}`)
      }
    }
    for (const name of NAMES) {
      assert.ok(schemas[name].description && schemas[name].title)
      walk(schemas[name], name)
    }
  })

  it('take the demo’s configuration', { skip: !existsSync(new URL('../../www/demo/dangol.json', import.meta.url)) }, () => {
    assert.equal(valid('config', json('www/demo/dangol.json')), true)
  })

  it('take good segments and no others', () => {
    const of = (...include) => valid('segment', { id: 's', include })
    for (const condition of [
      { kind: 'source.previous_word', match: 'contains', values: ['브랜드A'] },
      { kind: 'cart.total', min: '50000', below: 80000 },
      { kind: 'content.path_repeats', match: 'starts_with', values: ['/p/'], min: 3, same: true },
      { kind: 'traffic.last_visit_day', within_days: 7 },
      { kind: 'traffic.hour', values: [9, 10] },
      { kind: 'member.signed_in', value: false },
    ]) assert.equal(of(condition), true, JSON.stringify(condition))
    assert.equal(valid('segment', { id: 's', rule: { all: [{ kind: 'cart.units', equals: 0 }, { not: { any: [{ kind: 'cart.kinds', min: 1 }] } }] } }), true)
    for (const condition of [
      { kind: 'cart.whatever', min: 1 },
      { kind: 'cart.total' },
      { kind: 'cart.total', minimum: 1 },
      { kind: 'cart.total', min: -1 },
      { kind: 'source.word', values: [] },
      { kind: 'source.word', match: 'glob', values: ['*'] },
      { kind: 'source.kind', values: ['radio'] },
      { kind: 'traffic.hour', values: [24] },
      { kind: 'cart.units', min: 1, same: true },
    ]) assert.notEqual(of(condition), true, JSON.stringify(condition))
    assert.notEqual(valid('segment', { id: 'Big' }), true)
    assert.notEqual(valid('segment', { id: 's', includes: [] }), true)
  })

  it('take good messages and no others', () => {
    const message = (more) => valid('message', { id: 'm', type: 'popcorn', content: { title: 'x' }, ...more })
    assert.equal(message({}), true)
    assert.equal(message({ status: 'preview', group: 'sale', start: '2026-11-27T00:00:00+09:00', end: '2026-11-30T00:00:00+09:00' }), true)
    assert.equal(valid('config', { segments: [], messages: [], groups: [{ id: 'sale', name: '세일', paused: true }] }), true)
    assert.equal(message({ type: 'gauge', content: { text: '{left}', tiers: [{ at: '50000', label: '무료배송' }] } }), true)
    for (const more of [
      { type: 'gauge' }, { type: 'banner' }, { content: {} }, { limits: { per_visit: 0 } }, { place: 'left' },
      { content: { title: 'x', button: { label: 'x', href: 'javascript:alert(1)' } } },
      { content: { title: 'x', image: { src: '//evil.example/x.png', width: 1, height: 1 } } },
      { content: { title: 'x', accent: 'red' } },
    ]) assert.notEqual(message(more), true, JSON.stringify(more))
  })

  it('take every message of the gallery, and what the cases say of content', () => {
    for (const name of Object.keys(MESSAGES)) assert.equal(valid('config', { segments: [], ...config(name) }), true, name)
    for (const { description, message, at } of json('tests/cases/content/messages.json').cases) {
      const said = valid('message', { id: 'm', ...message })
      // A schema cannot know of all that is wrong; what it refuses the code refuses.
      assert.ok(said === true || at !== undefined, `${description}: ${said}`)
    }
  })

  it('take good facts and no others', () => {
    const now = '2026-11-21T09:30:00+09:00'
    assert.equal(valid('facts', { now }), true)
    assert.equal(valid('facts', {
      now, page: { url: '/', title: null }, cart: null, product: { id: 'a' }, device: { kind: 'pc' },
      visit: { path: ['/', { url: '/b', times: 2 }], campaign: null, source: 'search', word: '우리몰', orders: ['1'] },
      person: { visits: 3, last_visit_day: '2026-11-20', orders: 0, spent: '12000.5', member: null, signed: false },
    }), true)
    for (const facts of [{}, { now, vist: {} }, { now, visit: { source: 'radio' } }, { now, person: { spent: -1 } }, { now, cart: { lines: [{ name: 'x' }] } }]) {
      assert.notEqual(valid('facts', facts), true, JSON.stringify(facts))
    }
  })

  it('take every segment and every visitor of the cases and the store', () => {
    let facts = 0
    for (const file of readdirSync(new URL('../cases/segments/', import.meta.url))) {
      const { segments, cases, broken = [] } = json(`tests/cases/segments/${file}`)
      // Some are broken on purpose, and a schema cannot know of all that they are.
      for (const segment of segments.filter(({ id }) => !broken.includes(id))) assert.equal(valid('segment', segment), true, `${file}: ${JSON.stringify(segment)}`)
      for (const one of cases) assert.equal(valid('facts', one.facts), true, `${file}: ${JSON.stringify(one.facts)}`)
      facts += cases.length
    }
    assert.ok(facts > 250)
    const { templates } = json('crates/segment/data/templates.json')
    for (const { id, segment } of templates) assert.equal(valid('segment', { id, ...segment }), true, id)
    for (const [id, visitors] of Object.entries(json('tests/cases/templates.json'))) {
      for (const who of Object.values(visitors)) assert.equal(valid('facts', who), true, `${id}: ${JSON.stringify(who)}`)
    }
  })

  it('take good lines of a history and no others', () => {
    const event = (line) => valid('event', line)
    const who = { visitor: '7', at: 1659304800025 }
    assert.equal(event({ ...who, type: 'page_view', url: '/' }), true)
    assert.equal(event({ ...who, type: 'purchase', items: [{ item_id: 1, price: '3.5' }], value: 12000, currency: 'KRW' }), true)
    for (const line of ottoLines().slice(0, 50)) assert.equal(event(JSON.parse(line)), true, line)
    for (const line of [{ ...who, type: 'scroll' }, { at: 1, type: 'search', word: 'x' }, { ...who, type: 'view_item' }, { ...who, type: 'search' }, { ...who, type: 'order', item: 'a', value: -1 }]) {
      assert.notEqual(event(line), true, JSON.stringify(line))
    }
  })
})
