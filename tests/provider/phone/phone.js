// Draws what has arrived. Texts are other people's: they become text nodes, never markup.
const byId = (id) => document.getElementById(id)
const state = { messages: [], shop: '', number: decodeURIComponent(location.hash.slice(1)), app: undefined, read: new Map() }

/** An element with a class and children; texts are text. */
function make(name, className, ...children) {
  const made = document.createElement(name)
  if (className) made.className = className
  made.append(...children.filter((child) => child !== undefined && child !== null && child !== ''))
  return made
}

const shown = (number) => number.replace(/^(02|0\d{2})(\d{3,4})(\d{4})$/, '$1-$2-$3').replace(/^(1\d{3})(\d{4})$/, '$1-$2')
const clock = new Intl.DateTimeFormat('ko', { hour: 'numeric', minute: '2-digit' })
const calendar = new Intl.DateTimeFormat('ko', { year: 'numeric', month: 'long', day: 'numeric', weekday: 'long' })
const isTalk = (message) => message.type === 'ATA'
const app = (message) => (isTalk(message) ? 'kakao' : 'text')
const first = (message) => (message.kakao?.title ?? (message.subject || message.text)).split('\n')[0]

function people() {
  const latest = new Map()
  for (const message of state.messages) {
    latest.delete(message.number)
    latest.set(message.number, message)
  }
  return [...latest].reverse()
}

function draw() {
  const all = people()
  if (!all.some(([number]) => number === state.number)) state.number = all[0]?.[0] ?? ''
  byId('people').replaceChildren(
    ...(all.length > 0 ? all.map(([number, message]) => person(number, message)) : [make('li', 'none', '아직 아무것도 오지 않았어요. 콘솔에서 시험 발송을 해 보세요.')]),
  )
  const own = state.messages.filter(({ number }) => number === state.number)
  state.app ??= own.length > 0 ? app(own.at(-1)) : 'text'
  document.querySelector('.phone').dataset.app = state.app
  byId('who').textContent = state.number ? shown(state.number) : ''
  const seen = (name) => `${state.number} ${name}`
  for (const name of ['text', 'kakao']) {
    const tab = byId(`tab-${name}`)
    const count = own.filter((message) => app(message) === name).length
    tab.setAttribute('aria-selected', String(name === state.app))
    if (name === state.app) state.read.set(seen(name), count)
    const unread = count - (state.read.get(seen(name)) ?? 0)
    tab.querySelector('.count').textContent = unread > 0 ? String(unread) : ''
  }
  const visible = own.filter((message) => app(message) === state.app)
  const thread = byId('thread')
  const atEnd = thread.scrollHeight - thread.scrollTop - thread.clientHeight < 80
  thread.replaceChildren(...(visible.length > 0 ? lines(visible) : [make('p', 'empty', state.app === 'kakao' ? '받은 알림톡이 없어요' : '받은 문자가 없어요')]))
  const toEnd = () => (thread.scrollTop = thread.scrollHeight)
  if (atEnd || state.jump) {
    toEnd()
    // A picture has no height before it is there.
    thread.querySelectorAll('img').forEach((image) => image.addEventListener('load', toEnd, { once: true }))
  }
  state.jump = false
}

function person(number, message) {
  const button = make('button', '', make('b', '', shown(number)), make('time', '', clock.format(message.at)), make('small', '', `${isTalk(message) ? '알림톡' : message.type} · ${first(message)}`))
  button.type = 'button'
  button.setAttribute('aria-current', String(number === state.number))
  button.addEventListener('click', () => choose(number))
  return make('li', '', button)
}

function choose(number) {
  Object.assign(state, { number, app: undefined, jump: true })
  history.replaceState(null, '', `#${number}`)
  document.body.dataset.view = 'phone'
  draw()
}

function lines(messages) {
  let day = ''
  let from = ''
  return messages.flatMap((message) => {
    const made = []
    const today = calendar.format(message.at)
    if (today !== day) made.push(make('p', 'day', today))
    if (!isTalk(message) && (message.from !== from || today !== day)) made.push(make('p', 'from', shown(message.from)))
    ;[day, from] = [today, message.from]
    made.push(isTalk(message) ? talk(message) : text(message))
    return made
  })
}

function text(message) {
  const bubble = make('div', 'bubble', ...message.images.map(picture), message.subject ? make('strong', '', message.subject) : '', ...linked(message.text))
  return make('article', 'text', bubble, make('div', 'meta', message.type, make('br'), clock.format(message.at)))
}

function picture(id) {
  const made = make('img', 'picture')
  made.src = `/phone/pictures/${id}`
  made.alt = '사진'
  return made
}

/** Addresses and the number that refuses look like links; nothing leads anywhere. */
function linked(words) {
  return words.split(/(https?:\/\/[^\s]+|080-?\d{3,4}-?\d{3,4})/).map((part, place) => (place % 2 === 1 ? make('span', 'link', part) : part))
}

function talk(message) {
  const { kakao } = message
  const item = ({ title, description }, className = '') => [make('dt', className, title), make('dd', className, description)]
  const body = make(
    'div',
    'body',
    kakao.image ? make('div', 'picture', '이미지') : '',
    kakao.header ? make('p', 'header', kakao.header) : '',
    kakao.highlight ? make('div', '', make('p', 'big', kakao.highlight.title), make('p', 'small', kakao.highlight.description), make('div', 'rule')) : '',
    kakao.title ? make('div', '', make('p', 'small', kakao.subtitle), make('p', 'big', kakao.title), make('div', 'rule')) : '',
    kakao.items ? make('dl', '', ...kakao.items.flatMap((line) => item(line)), ...(kakao.summary ? item(kakao.summary, 'sum') : [])) : '',
    make('p', '', kakao.text),
    kakao.extra ? make('p', 'small more', kakao.extra) : '',
    kakao.ad ? make('p', 'small more', kakao.ad) : '',
  )
  const buttons = kakao.buttons.map(({ name, type, link }) => {
    const made = make('div', type === 'AC' ? 'button adds' : 'button', name)
    if (link) made.title = link
    return made
  })
  const card = make('div', 'card', make('div', 'head', '알림톡 도착'), body, buttons.length > 0 ? make('div', 'buttons', ...buttons) : '')
  const replies = kakao.replies.length > 0 ? make('div', 'replies', ...kakao.replies.map(({ name }) => make('span', '', name))) : ''
  return make('article', 'talk', make('div', 'face', [...state.shop][0] ?? ''), make('div', 'name', state.shop), make('div', 'line', card, make('div', 'meta', clock.format(message.at))), replies)
}

for (const name of ['text', 'kakao']) {
  byId(`tab-${name}`).addEventListener('click', () => {
    Object.assign(state, { app: name, jump: true })
    draw()
  })
}
byId('back').addEventListener('click', () => (document.body.dataset.view = 'people'))
document.body.dataset.view = state.number ? 'phone' : 'people'

const tick = () => (byId('clock').textContent = clock.format(Date.now()))
tick()
setInterval(tick, 10_000)

let loading
async function load() {
  // What changes while it is asked is asked for once more.
  if (loading) return void (loading = 'again')
  loading = 'once'
  try {
    const { messages, shop } = await (await fetch('/phone/messages')).json()
    Object.assign(state, { messages, shop })
    draw()
  } finally {
    const again = loading === 'again'
    loading = undefined
    if (again) void load()
  }
}
const changes = new EventSource('/phone/changes')
changes.addEventListener('message', () => void load())
state.jump = true
