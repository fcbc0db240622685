// Korean particles that follow the last sound of a word. The rules and where they come from are in crates/model/src/particle.rs; a case
// file (tests/cases/particles.json) holds the two to the same answers, as far as shops' words go.

const CONSONANT = 0;
const VOWEL = 1;
/** 으로 is 로 after it; else a consonant. */
const RIEUL = 3;

const MARK = '[^\\p{L}\\p{N}%％‰°℃℉&+$€¥₩]';
/** A remark in brackets at the end is not read, nor are marks. */
const UNREAD = new RegExp(`(?<=[\\p{L}\\p{N}].*)[([（【][^([（【]*[)\\]）】]${MARK}*$|${MARK}+$`, 'gu');

/** The first that fits. Letters are names of letters where they are no word: LG, iOS, px. */
const ENDINGS: [RegExp, number][] = [
  [/[178]$/, RIEUL],
  [/[2459]$|[1-9](,?0){12,15}$/, VOWEL],
  [/\d$|[¥₩]$/, CONSONANT],
  [/[%％‰°℃℉&+$€]$/, VOWEL],
  [/\d(kg|mg|g)$|(^|[^a-z])(group|type)$/i, CONSONANT],
  [/\dpx$|(^|[^a-z])whale$/i, RIEUL],
  [/\d(m?l|[ckm]?m)$|(^|[^a-z])(set|nike|adobe|cafe|recipe|silver|soup)$/i, VOWEL],
  // Letters by their names: up to three capitals, capitals at the end of a word, what has no vowel.
  [/((^|[^A-Za-z])([A-Z]{0,2}|[^aeiouyAEIOUY\W\d_]*)|[a-z][A-Z]+)[LRlr]$/, RIEUL],
  [/((^|[^A-Za-z])([A-Z]{0,2}|[^aeiouyAEIOUY\W\d_]*)|[a-z][A-Z]+)[MNmn]$/, CONSONANT],
  [/((^|[^A-Za-z])([A-Z]{0,2}|[^aeiouyAEIOUY\W\d_]*)|[a-z][A-Z]+)[A-Z]$|[vV][iI][pP]$/, VOWEL],
  [/le$|l$/i, RIEUL],
  [/[a-z][mn]e$|[mn]$|ng$|ck$|([kptcb])\1$/i, CONSONANT],
  [/(?<!o|[aeiou])[aeiou][kptcb]$|o[ou][kptcb]$|q[aeiou][kptcb]$/i, CONSONANT],
  [/[a-z]$/i, VOWEL],
];

/** `forms`: after a consonant, after a vowel, after what cannot be read, with a stroke between them. */
export function particle(word: string, forms: string, isBy: number): string {
  const read = word.replace(UNREAD, '').replace(UNREAD, '');
  const last = read.charCodeAt(read.length - 1) - 0xac00;
  let sound = 2;
  if (last >= 0 && last < 11172) sound = last % 28 ? (last % 28 == 8 ? RIEUL : CONSONANT) : VOWEL;
  else sound = ENDINGS.find(([ending]) => ending.test(read))?.[1] ?? 2;
  return forms.split('/')[sound == RIEUL ? isBy : sound]!;
}
