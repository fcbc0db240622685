// A shop's list page of 120 products, and what its scripts ask for: ours (the built files, the demo's bundle), Braze's and PostHog's, each
// answered as its maker's server would, with one message to show at once. Everything is on one origin.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { serve } from '../../gallery/server.ts'
import { install, PEERS } from './peers.mjs'

const root = join(import.meta.dirname, '../../..')
const ROWS = 120

/** What each variant of the page has before the end of its head. */
const tags = (files) => ({
  none: '',
  dangol: '<script async src="/d.js" data-site="demo"></script>',
  braze: files && '<script async src="/braze.js"></script>',
  // What its snippet comes to: calls wait in a list that array.js takes up.
  posthog: files && `<script>window.posthog=Object.assign([],{__SV:1,_i:[['phc_bench',{api_host:location.origin,defaults:'2026-01-30'},'posthog']]})</script>
    <script async src="/static/array.js"></script>`,
})

const items = Array.from({ length: ROWS }, (_, i) => ({ item_id: `p${i}`, item_name: `찻잔 ${i + 1}`, price: (i % 17) * 1500 + 9000, index: i }))

const page = (tag) => `<!doctype html><html lang="ko"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>찻잔 - 가게</title>
<style>body{margin:0;font-family:sans-serif;color:#221c17}header{padding:22px 32px;font-size:20px;border-bottom:1px solid #8883}main{max-width:1080px;margin:auto;padding:24px 20px}
ul{display:grid;grid-template-columns:repeat(auto-fill,minmax(200px,1fr));gap:20px;list-style:none;padding:0}img{width:100%;height:auto;border-radius:12px}p{margin:8px 0 2px}
button{border:1px solid #7a4b2a;border-radius:8px;background:#fff;padding:8px 14px;font:inherit}</style>
<script>dataLayer=[{event:'view_item_list',ecommerce:{currency:'KRW',item_list_name:'찻잔',items:${JSON.stringify(items)}}}]</script>${tag}</head>
<body><header>다정한 찻집</header><main><h1>찻잔</h1><ul>${items
  .map(
    ({ item_id, item_name, price, index }) => `<li><a href="/list?p=${index}"><img src="/pictures/${(index % 4) * 90}.svg" width="640" height="360" alt=""${index < 8 ? '' : ' loading="lazy"'}></a>
<p>${item_name}</p><b>${price.toLocaleString('ko-KR')}원</b> <button data-id="${item_id}">담기</button></li>`,
  )
  .join('')}</ul></main><script>
document.addEventListener('click',function(e){var id=e.target.dataset&&e.target.dataset.id;if(!id)return;var it=${JSON.stringify(items)}.find(function(i){return i.item_id==id});
dataLayer.push({event:'add_to_cart',ecommerce:{currency:'KRW',value:it.price,items:[Object.assign({quantity:1},it)]}})})</script></body></html>`

/** A slide-up at the start of the session (shapes read from the package's own parsers of answers). */
const BRAZE = {
  config: { time: 1_700_000_000, events_blacklist: [], attributes_blacklist: [], purchases_blacklist: [], content_cards: { enabled: false }, feature_flags: { enabled: false } },
  triggers: [
    {
      id: 'free-shipping',
      trigger_condition: [{ type: 'open' }],
      start_time: null,
      end_time: null,
      priority: 0,
      type: 'inapp',
      delay: 0,
      re_eligibility: -1,
      timeout: null,
      data: { type: 'SLIDEUP', message: '50,000원만 더 담으면 무료배송', slide_from: 'BOTTOM', message_close: 'SWIPE', click_action: 'NONE', trigger_id: 'free-shipping', duration: 0 },
    },
  ],
}

/** Surveys on, recording and what else is optional off: one popover with one question. */
const CONFIG = { token: 'phc_bench', supportedCompression: ['gzip', 'gzip-js'], hasFeatureFlags: false, surveys: true, sessionRecording: false, heatmaps: false, capturePerformance: false, autocaptureExceptions: false, captureDeadClicks: false, toolbarParams: {}, isAuthenticated: false, siteApps: [] }
const SURVEYS = {
  surveys: [
    {
      id: 'free-shipping',
      name: '무료배송',
      type: 'popover',
      questions: [{ id: 'q', type: 'open', question: '50,000원만 더 담으면 무료배송', buttonText: '보내기' }],
      conditions: null,
      appearance: { position: 'right', displayThankYouMessage: false },
      start_date: '2026-01-01T00:00:00Z',
      end_date: null,
      feature_flag_keys: [],
      targeting_flag_key: null,
      internal_targeting_flag_key: null,
      linked_flag_key: null,
    },
  ],
}

/** Serves the shop. Where the peers cannot be installed it is there without them: `missing` says why. */
export const open = async () => {
  let files, missing
  try {
    files = await install()
  } catch (error) {
    missing = error.message
  }
  const pages = Object.fromEntries(Object.entries(tags(files)).filter(([, tag]) => tag !== undefined).map(([name, tag]) => [name, page(tag)]))
  // Their files are kept for long, as their own hosts and ours serve them; what is asked anew is not.
  const scripts = files && { '/braze.js': files.braze, '/static/array.js': files.posthog, [`/static/${PEERS.posthog.package.split('@').at(-1)}/surveys.js`]: files['posthog-surveys'] }
  const json = (body) => ({ type: 'application/json', body: JSON.stringify(body), headers: { 'cache-control': 'no-store' } })
  const kept = { 'cache-control': 'public, max-age=31536000, immutable' }
  const answers = (path, query) => {
    if (path === '/list') return { body: pages[query.get('with')] ?? '', headers: { 'cache-control': 'no-store' } }
    if (scripts?.[path]) return { type: 'text/javascript', body: readFileSync(scripts[path], 'utf8'), headers: kept }
    if (path === '/braze/api/v3/data/') return json(BRAZE)
    if (path === '/array/phc_bench/config.js') return { type: 'text/javascript', body: `(window._POSTHOG_REMOTE_CONFIG=window._POSTHOG_REMOTE_CONFIG||{}).phc_bench={config:${JSON.stringify(CONFIG)},siteApps:[]}`, headers: kept }
    if (path === '/array/phc_bench/config') return json(CONFIG)
    if (path === '/flags/') return json({ flags: {}, errorsWhileComputingFlags: false, ...CONFIG })
    if (path === '/api/surveys/') return json(SURVEYS)
    if (/^\/(e|i\/v0\/e|s)\/$/.test(path)) return json({ status: 1 })
    return undefined
  }
  const config = JSON.parse(readFileSync(join(root, 'www/demo/dangol.json'), 'utf8'))
  const { origin, close } = await serve({ configs: { demo: { config } }, extra: answers })
  return { origin, close, variants: Object.keys(pages), missing, versions: { posthog: PEERS.posthog.package, braze: PEERS.braze.package } }
}

/** Where each shows its message. */
export const MESSAGE = {
  dangol: 'dangol-message[data-message="free-shipping"]',
  braze: '.ab-slideup',
  posthog: '[class*="PostHogSurvey"]',
}

if (process.argv[1] === import.meta.filename) {
  const { origin, variants, missing } = await open()
  if (missing) console.error(missing)
  console.log(variants.map((name) => `${origin}/list?with=${name}`).join('\n'))
}
