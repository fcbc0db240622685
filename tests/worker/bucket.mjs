// Where somebody lives, said by a second hand.

/** The bucket of a key; the site's id in bytes (crates/model/src/ids.rs). */
export function bucket(site, key) {
  let hash = 0xcbf29ce484222325n
  const add = (value) => { hash = BigInt.asUintN(64, (hash ^ value) * 0x100000001b3n) }
  for (const part of [site, key]) {
    for (const byte of part) add(BigInt(byte))
    add(0x1ffn)
  }
  hash ^= hash >> 33n
  hash = BigInt.asUintN(64, hash * 0xff51afd7ed558ccdn)
  hash ^= hash >> 33n
  hash = BigInt.asUintN(64, hash * 0xc4ceb9fe1a85ec53n)
  return Number((hash ^ (hash >> 33n)) & 255n)
}
