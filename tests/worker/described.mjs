// Holds every answer to the API's own description (/api/openapi.json): status, media type, headers, body; and what was accepted to what it says it
// takes. `described(description)` gives a function that throws where they differ.
import Ajv from 'ajv/dist/2020.js'

const FORMATS = {
  date: /^\d{4}-\d\d-\d\d$/,
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
  int64: { type: 'number', validate: Number.isInteger },
  binary: true,
}

/** The operations of a description, each with its address as an expression. */
export function operations({ paths }) {
  const address = (path) => new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`)
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, name: `${method} ${path}`, address: address(path), ...operation })),
  )
}

export function described(description) {
  const all = operations(description)
  const written = new Set(['Segment', 'Message', 'Group', 'Config', 'Facts', 'Event'])
  // What people write says itself what else may be there; an answer has what is described and nothing else.
  const schemas = Object.entries(description.components.schemas).map(([name, schema]) => [name, written.has(name) || /^New(er)?[A-Z]/.test(name) ? schema : closed(schema)])
  // Unoptimised: the form of a segment is large, and is compiled once a process.
  const ajv = new Ajv({ strict: false, formats: FORMATS, validateSchema: false, inlineRefs: false, code: { optimize: false } })
  // Each by itself, so that each is compiled once and only where it is needed.
  for (const [name, schema] of schemas) ajv.addSchema({ $id: `api:${name}`, ...rooted(schema, 'api') })
  for (const [name, schema] of Object.entries(description.components.schemas)) ajv.addSchema({ $id: `taken:${name}`, ...rooted(schema, 'taken') })
  const checks = new Map()
  const check = (schema, root, value) => {
    const key = `${root} ${JSON.stringify(schema)}`
    if (!checks.has(key)) checks.set(key, ajv.compile(rooted(root === 'api' ? closed(schema) : schema, root)))
    const validate = checks.get(key)
    return validate(value) ? undefined : validate.errors.map(({ instancePath, message, params }) => `${instancePath || 'it'} ${message} ${JSON.stringify(params)}`).join('; ').slice(0, 400)
  }
  const problem = (answer, codes) => check({ allOf: [{ $ref: '#/components/schemas/Problem' }, { properties: codes ? { code: { enum: codes } } : {} }] }, 'api', answer.body)

  /** What is wrong with an answer, or nothing. `sent` is the body that was sent, if it was JSON. */
  const differs = ({ method, path, sent, answer }) => {
    const { pathname, searchParams } = new URL(path, 'http://edge')
    if (!/^\/(api|v1|healthz)/.test(pathname)) return undefined
    const fits = all.filter(({ address }) => address.test(pathname))
    const wanted = method === 'HEAD' ? 'get' : method.toLowerCase()
    const type = (answer.headers.get('content-type') ?? '').split(';')[0]
    // An address that is written out stands before one with a name in it, as in the table.
    const operation = fits.find((one) => one.method === wanted)
    if (!operation) {
      const codes = { 404: 'not_found', 405: 'method_not_allowed' }[answer.status]
      return method === 'OPTIONS' || codes ? method !== 'OPTIONS' && problem(answer, [codes]) : `${answer.status} of an address that is not described`
    }
    const response = operation.responses[answer.status] ?? (answer.status === 404 ? { content: { 'application/problem+json': { schema: {} } } } : undefined)
    if (!response) return `the status ${answer.status} is not described`
    for (const [name, header] of Object.entries(response.headers ?? {})) {
      const { required } = header.$ref ? description.components.headers[header.$ref.split('/').pop()] : header
      if (required && !answer.headers.has(name)) return `the header ${name} is missing`
    }
    if (method === 'HEAD') return undefined
    const content = response.content?.[type]
    if (!response.content) return answer.body === '' ? undefined : 'there is a body, and none is described'
    if (!content) return `the media type "${type}" is not described`
    const wrong = /json/.test(type) ? check(content.schema, 'api', answer.body) : undefined
    if (wrong || answer.status >= 300) return wrong
    // It was accepted: then the description says that it is.
    const known = (operation.parameters ?? []).map((one) => (one.$ref ? description.components.parameters[one.$ref.split('/').pop()] : one))
    for (const [name, value] of searchParams) {
      const parameter = known.find((one) => one.in === 'query' && one.name === name)
      if (!parameter) return `the parameter ${name} is not described`
      const { type } = parameter.schema
      const read = /integer/.test(type) ? Number(value) : type === 'boolean' && /^(true|false)$/.test(value) ? value === 'true' : value
      const bad = check(parameter.schema, 'taken', read)
      if (bad) return `the parameter ${name} was taken: ${bad}`
    }
    const takes = operation.requestBody?.content['application/json']?.schema
    const bad = takes && sent !== undefined && check(takes, 'taken', sent)
    return bad ? `the body was taken: ${bad}` : undefined
  }

  return (asked) => {
    const wrong = differs(asked)
    if (wrong) throw new Error(`${asked.method} ${asked.path} is not as /api/openapi.json says: ${wrong}\n${asked.answer.status} ${JSON.stringify(asked.answer.body).slice(0, 2000)}`)
  }
}

/** The same schema, with references into the description. */
function rooted(schema, root) {
  if (Array.isArray(schema)) return schema.map((part) => rooted(part, root))
  if (schema === null || typeof schema !== 'object') return schema
  return Object.fromEntries(Object.entries(schema).map(([key, part]) => [key, key === '$ref' ? part.replace(/^#\/components\/schemas\/(\w+)/, `${root}:$1#`) : rooted(part, root)]))
}

/** The same schema, with no members but those that it names. A part of `allOf` sees only some of them. */
function closed(schema) {
  if (Array.isArray(schema)) return schema.map(closed)
  if (schema === null || typeof schema !== 'object') return schema
  const made = Object.fromEntries(Object.entries(schema).map(([key, part]) => [key, key === 'allOf' || key === 'examples' ? part : closed(part)]))
  return made.properties && made.type === 'object' && made.additionalProperties === undefined ? { ...made, additionalProperties: false } : made
}
