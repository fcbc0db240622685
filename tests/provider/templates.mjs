// Alimtalk templates, whichever API they came by: one form of them, what is wrong with one, and what becomes of one with its variables.

const LINE_OF_CHANNEL = '채널 추가하고 이 채널의 마케팅 메시지 등을 카카오톡으로 받기'
const long = (text) => [...(text ?? '')].length

/** What is wrong with a template: a name of the fault, or nothing. */
export function fault(made) {
  const { content, extra, messageType, emphasizeType, title, subtitle, buttons, quickReplies, item } = made
  if (!content?.trim() || !made.name?.trim()) return 'empty'
  if (long(content) + long(extra) > (item?.list?.length ? 700 : 1300)) return 'long'
  if (emphasizeType === 'TEXT' && !(title && subtitle)) return 'title'
  if (subtitle?.includes('#{') || extra?.includes('#{')) return 'variable'
  if (['EX', 'MI'].includes(messageType) !== Boolean(extra)) return 'extra'
  if (emphasizeType === 'ITEM_LIST' && made.securityFlag) return 'security'
  if (buttons.length > (quickReplies.length ? 2 : 5)) return 'buttons'
  for (const { name, type, linkMo, ios, android } of [...buttons, ...quickReplies]) {
    if (!name || long(name) > 14 || name.includes('#{')) return 'button'
    if (type === 'WL' && !/^https?:\/\//.test(linkMo ?? '')) return 'link'
    if (type === 'AL' && [linkMo, ios, android].filter(Boolean).length < 2) return 'link'
  }
  const isFirst = buttons[0]?.type === 'AC' && buttons[0].name === '채널 추가'
  if (['AD', 'MI'].includes(messageType) !== isFirst || buttons.slice(1).some(({ type }) => type === 'AC')) return 'channel'
  return undefined
}

const names = (text) => [...(text ?? '').matchAll(/#\{([^}]+)\}/g)].map(([, name]) => name)

/** The message of a template: `wrong` where a variable is missing (`match`), or it is too long (`long`). `values` by name, without `#{}`. */
export function filled(made, values) {
  let wrong
  const fill = (text) =>
    text?.replaceAll(/#\{([^}]+)\}/g, (whole, name) => {
      if (typeof values[name] === 'string' && values[name] !== '') return values[name]
      wrong = 'match'
      return whole
    })
  const line = ({ title, description }) => ({ title: fill(title), description: fill(description) })
  const kakao = {
    title: fill(made.title),
    subtitle: made.subtitle,
    header: fill(made.header),
    highlight: made.highlight && line(made.highlight),
    items: made.item?.list?.map(line),
    summary: made.item?.summary && line(made.item.summary),
    image: made.emphasizeType === 'IMAGE',
    text: fill(made.content),
    extra: made.extra,
    ad: ['AD', 'MI'].includes(made.messageType) ? LINE_OF_CHANNEL : undefined,
    buttons: made.buttons.map(({ name, type, linkMo }) => ({ name, type, link: fill(linkMo) })),
    replies: made.quickReplies.map(({ name, type, linkMo }) => ({ name, type, link: fill(linkMo) })),
  }
  if (!wrong && long(kakao.text) > 1000) wrong = 'long'
  return { kakao, wrong }
}

export const variables = (made) => [...new Set([made.content, made.title, made.header, ...(made.item?.list ?? []).map(({ description }) => description)].flatMap(names))]

/** Some of Kakao's categories: the real list is longer. */
export const CATEGORIES = [
  { group: '회원', code: '001001', name: '회원가입' },
  { group: '회원', code: '001004', name: '회원정보' },
  { group: '구매', code: '002001', name: '구매완료' },
  { group: '구매', code: '002004', name: '구매취소' },
  { group: '배송', code: '005001', name: '배송상태' },
  { group: '배송', code: '005002', name: '배송예정' },
  { group: '서비스이용', code: '007001', name: '이용안내/공지' },
  { group: '리마인드', code: '008001', name: '쿠폰/포인트 안내' },
]
