/** A file of numbers, cut into parts that the edge takes one after the other. Pure. */

/** The edge takes 8 MB and 100,000 rows at once. Less of it is lost when a line breaks, and how far it is can be seen. */
export const PART_BYTES = 5 * 1024 * 1024;
export const PART_ROWS = 20_000;
const [LINE_END, QUOTE] = [0x0a, 0x22];

export type Part = { bytes: Uint8Array<ArrayBuffer>; /** Lines of the file before it. */ linesBefore: number };

/**
 * Cuts between rows: at a line's end that is not inside quotes. Both bytes stand for themselves in UTF-8 and in CP949, so nothing has to be decoded. A row that
 * is larger than a part stays whole.
 */
export function partsOf(file: Uint8Array<ArrayBuffer>, most = PART_BYTES, rowsMost = PART_ROWS): Part[] {
  const parts: Part[] = [];
  let [from, cut, quoted, lines, linesAtCut, linesBefore, rows] = [0, 0, false, 0, 0, 0, 0];
  for (let at = 0; at < file.length; at += 1) {
    if (file[at] === QUOTE) quoted = !quoted;
    if (file[at] !== LINE_END) continue;
    lines += 1;
    if (quoted) continue;
    if ((at + 1 - from > most || rows >= rowsMost) && cut > from) {
      parts.push({ bytes: file.slice(from, cut), linesBefore });
      [from, linesBefore, rows] = [cut, linesAtCut, 0];
    }
    [cut, linesAtCut, rows] = [at + 1, lines, rows + 1];
  }
  if ((file.length - from > most || rows >= rowsMost) && cut > from && cut < file.length) {
    parts.push({ bytes: file.slice(from, cut), linesBefore });
    [from, linesBefore] = [cut, linesAtCut];
  }
  if (from < file.length) parts.push({ bytes: file.slice(from), linesBefore });
  return parts;
}

/** The row of column names with its line end. */
export function headOf(file: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  let quoted = false;
  const end = file.findIndex((byte) => {
    if (byte === QUOTE) quoted = !quoted;
    return byte === LINE_END && !quoted;
  });
  return end < 0 ? file : file.slice(0, end + 1);
}

/** One after the other. */
export function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

/** Whether a file without a row of names was taken: its one column is then called phone, which the file does not say. */
export const isHeadless = (columns: readonly string[], head: string): boolean => columns.length === 1 && columns[0] === 'phone' && !/phone/i.test(head);

/** As the edge reads it; `undefined` where it would not. */
export function decoded(bytes: Uint8Array): string | undefined {
  for (const encoding of ['utf-8', 'euc-kr']) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes);
    } catch {
      // The next one.
    }
  }
  return undefined;
}

/** What was pasted from a spreadsheet has tabs between its cells. */
export function asCsv(pasted: string): string {
  if (!pasted.includes('\t')) return pasted;
  const cell = (text: string) => (/[",\n]/.test(text) && !text.startsWith('"') ? `"${text.replaceAll('"', '""')}"` : text);
  return pasted.split('\n').map((line) => line.split('\t').map((text) => cell(text.trim())).join(',')).join('\n');
}

/** The first rows of a table, without empty ones: a row goes on where its quotes do. */
export function rowsOf(text: string, most: number): string[] {
  const rows: string[] = [];
  let row = '';
  for (const line of text.split('\n')) {
    row = row === '' ? line : `${row}\n${line}`;
    if ((row.match(/"/g)?.length ?? 0) % 2 !== 0) continue;
    if (row.trim() !== '') rows.push(row);
    row = '';
    if (rows.length >= most) break;
  }
  return row.trim() === '' ? rows : [...rows, row];
}

/** The cells of one row, to be looked at: the edge reads them anew. */
export function cellsOf(row: string): string[] {
  return [...row.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) => (quoted?.replaceAll('""', '"') ?? plain ?? '').trim());
}
