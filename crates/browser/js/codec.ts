// Postcard, as far as the boundary to the engine needs it: LEB128 varints, length-prefixed strings and bytes, little-endian f64.

/** Any unsigned whole number up to 2^38. */
export const u32 = (value: number): number[] => (value < 128 ? [value] : [(value % 128) + 128, ...u32((value / 128) | 0)]);

/** A whole number up to 2^52, negative ones too. */
export const zigzag = (value: number): number[] => varint(value < 0 ? -2 * value - 1 : 2 * value);
const varint = (value: number): number[] => (value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))]);

export const bytes = (value: Iterable<number> & { length: number }): number[] => [...u32(value.length), ...value];

export const str = (value: string): number[] => bytes(new TextEncoder().encode(value));

export type Reader = ReturnType<typeof reader>;

/**
 * Reads one value after the other: b u8, n varint (up to 2^53), z zigzag, f f64, y bytes, s string, l a list of what its argument reads. Past the
 * end of the data every byte is 0.
 */
export function reader(data: Uint8Array) {
  let at = 0;
  const b = () => data[at++] ?? 0;
  const n = (): number => {
    const byte = b();
    return byte < 128 ? byte : byte - 128 + 128 * n();
  };
  const raw = (length: number) => data.slice(at, (at += length));
  const y = () => raw(n());
  return {
    b,
    n,
    z: () => {
      const value = n();
      return (value % 2 ? value + 1 : -value) / -2;
    },
    f: () => new Float64Array(raw(8).buffer)[0]!,
    y,
    s: () => new TextDecoder().decode(y()),
    // A length that the data does not hold is cut, not believed.
    l: <T>(item: () => T): T[] => {
      const all: T[] = [];
      for (let left = Math.min(n(), data.length); left-- > 0; ) all.push(item());
      return all;
    },
  };
}
