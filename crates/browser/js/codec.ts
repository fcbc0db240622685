// Postcard, as far as the boundary to the engine needs it: LEB128 varints, length-prefixed strings and bytes, little-endian f64.

/** Any unsigned whole number up to 2^53. */
export const u32 = (value: number): number[] =>
  value < 128 ? [value] : [(value % 128) + 128, ...u32(Math.floor(value / 128))];

export const f64 = (value: number): number[] => [...new Uint8Array(new Float64Array([value]).buffer)];

export const bytes = (value: Iterable<number> & { length: number }): number[] => [...u32(value.length), ...value];

export const str = (value: string): number[] => bytes(new TextEncoder().encode(value));

/** Reads as many values as its argument has letters. */
export type Take = (letters: string) => any[];

/**
 * Letters: b u8, n varint, z zigzag, f f64, y bytes, s string; others stand for a shape in `shapes`: letters (a tuple) or `name:letter …` (an
 * object), after `?` optional, after `*` a list. Past the end of the data every byte is 0.
 */
export function reader(data: Uint8Array, shapes: Record<string, string> = {}): Take {
  let at = 0;
  const u8 = () => data[at++] ?? 0;
  const varint = (): number => {
    const byte = u8();
    return byte < 128 ? byte : byte - 128 + 128 * varint();
  };
  const raw = (length: number) => data.slice(at, (at += length));
  const plain: Record<string, () => unknown> = {
    b: u8,
    n: varint,
    z: () => {
      const value = varint();
      return value % 2 ? (value + 1) / -2 : value / 2;
    },
    f: () => new Float64Array(raw(8).buffer)[0],
    y: () => raw(varint()),
    s: () => new TextDecoder().decode(raw(varint())),
  };
  const value = (letter: string) => (plain[letter] || (() => whole(shapes[letter]!)))();
  const take: Take = (letters) => Array.from(letters, value);
  const whole = (shape: string): unknown => {
    const rest = shape.slice(1);
    if (shape[0] == '?') return u8() ? whole(rest) : undefined;
    // A length that the data does not hold is cut, not believed.
    if (shape[0] == '*') return Array.from({ length: Math.min(varint(), data.length) }, () => whole(rest));
    if (!/:/.test(shape)) return take(shape);
    return Object.fromEntries(shape.split(' ').map((field) => [field.slice(0, -2), value(field.slice(-1))]));
  };
  return take;
}
