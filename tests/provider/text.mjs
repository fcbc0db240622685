// Texts as carriers count them, and numbers in both their forms.

/** What CP949 has: what EUC-KR has (every two bytes, decoded: Node's decoder is the narrower one), all syllables, and two
 * signs that came later. */
const CP949 = new Set(['€', '®'])
for (let syllable = 0xac00; syllable <= 0xd7a3; syllable += 1) CP949.add(String.fromCodePoint(syllable))
const decoder = new TextDecoder('euc-kr')
for (let lead = 0x81; lead <= 0xfe; lead += 1) {
  for (let trail = 0x41; trail <= 0xfe; trail += 1) {
    const letters = [...decoder.decode(Uint8Array.of(lead, trail))]
    if (letters.length === 1 && letters[0] !== '\ufffd' && !/\p{Co}/u.test(letters[0])) CP949.add(letters[0])
  }
}

export const bytes = (text) => [...text].reduce((sum, letter) => sum + (letter < '\x80' ? 1 : 2), 0)
/** Whether a text message can carry all of it. */
export const isSendable = (text) => [...text].every((letter) => (letter < '\x80' ? letter >= ' ' || letter === '\n' || letter === '\r' : CP949.has(letter)))

/** `01012345678`, of a phone; the API takes dashes, too. */
export const digits = (number) => String(number ?? '').replaceAll('-', '')
export const isNumber = (number) => /^0\d{8,10}$/.test(number)
export const e164 = (number) => (number.startsWith('0') ? `+82${number.slice(1)}` : number)
export const local = (number) => (number.startsWith('+82') ? `0${number.slice(3)}` : number)

/** Begins as the decree asks, and ends with how to refuse. */
export const isAdvertisement = (text) => text.startsWith('(광고)')
export const saysHowToRefuse = (text) => /\[?무료\s*(수신\s*)?거부\]?\s*080[-\d]{7,10}\s*$/.test(text)

const pad = (number, places = 2) => String(number).padStart(places, '0')
/** Korea's time: `2018-08-10 10:06:30`. */
export function korean(at, between = ' ') {
  const date = new Date(at + 9 * 3_600_000)
  const day = `${date.getUTCFullYear()}-${pad(date.getUTCMonth() + 1)}-${pad(date.getUTCDate())}`
  return `${day}${between}${pad(date.getUTCHours())}:${pad(date.getUTCMinutes())}:${pad(date.getUTCSeconds())}`
}
/** Back, of a query: with seconds or without. */
export const fromKorean = (text) => Date.parse(`${text.replace(' ', 'T')}${text.length === 16 ? ':00' : ''}+09:00`)
