import { download } from './download.ts';

/** A cell: what is a number stays one, whatever a table would do with a text that begins like a formula. */
export type Cell = string | number | null | undefined;

/** A file that Excel opens as it is: UTF-8 with its mark, lines that end as in Windows. The same rules as of the files that the edge makes. */
export function csv(rows: readonly (readonly Cell[])[]): string {
  return `\ufeff${rows.map((row) => `${row.map(written).join(',')}\r\n`).join('')}`;
}

function written(cell: Cell): string {
  if (cell === null || cell === undefined) return '""';
  // Amounts are decimal texts: below zero they are no formulas.
  if (typeof cell === 'number' || /^-?\d{1,15}(\.\d+)?$/.test(cell)) return `"${cell}"`;
  const disarmed = /^\s*[=+\-@]|^[\t\r\n]/.test(cell) ? `'${cell}` : cell;
  return `"${disarmed.replaceAll('"', '""')}"`;
}

export function downloadCsv(name: string, rows: readonly (readonly Cell[])[]): void {
  download(name, csv(rows), 'text/csv;charset=utf-8');
}
