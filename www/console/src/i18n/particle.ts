/** A Korean word with the particle that follows its last sound: `withParticle('상품', '을', '를')`. Of a word that ends otherwise both are written. */
export function withParticle(word: string, afterConsonant: string, afterVowel: string): string {
  const last = (word.codePointAt(word.length - 1) ?? 0) - 0xac00;
  if (last < 0 || last > 11_171) return `${word}${afterConsonant}(${afterVowel})`;
  return word + (last % 28 === 0 ? afterVowel : afterConsonant);
}
