import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asCsv, cellsOf, headOf, isHeadless, joined, partsOf, rowsOf } from './parts.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (some: Uint8Array) => new TextDecoder().decode(some);

test('parts are the file, cut between rows, with the lines before them', () => {
  for (const [file, most, parts] of [
    ['a\nb\nc\n', 100, [['a\nb\nc\n', 0]]],
    ['a\nb\nc\n', 4, [['a\nb\n', 0], ['c\n', 2]]],
    ['aaaaaaaa\nb\nc', 3, [['aaaaaaaa\n', 0], ['b\nc', 1]]],
    ['a\n"x\ny"\nb\n', 4, [['a\n', 0], ['"x\ny"\n', 1], ['b\n', 3]]],
    ['', 3, []],
    ['a\nbbbbb', 3, [['a\n', 0], ['bbbbb', 1]]],
  ] as const) {
    const found = partsOf(bytes(file), most);
    assert.deepEqual(found.map((part) => [text(part.bytes), part.linesBefore]), parts, JSON.stringify([file, most]));
  }
});

test('whatever the size, nothing is lost and no row is cut', () => {
  const rows = ['이름,휴대폰', '"김, 민지",01011110001', '"두\n줄",01011110002', ...Array.from({ length: 60 }, (_, n) => `손님 ${n},0102222${String(n).padStart(4, '0')}`)];
  const file = rows.join('\n');
  for (let most = 1; most < 400; most += 7) {
    const parts = partsOf(bytes(file), most).map((part) => text(part.bytes));
    assert.equal(parts.join(''), file);
    for (const part of parts.slice(0, -1)) assert.ok(part.endsWith('\n') && (part.match(/"/g) ?? []).length % 2 === 0, `${most}: ${part}`);
    const before = partsOf(bytes(file), most).map(({ linesBefore }) => linesBefore);
    assert.deepEqual(before, parts.map((_, at) => parts.slice(0, at).join('').split('\n').length - 1));
  }
});

test('no part has more rows than the edge takes', () => {
  const file = ['a', '"b\nc"', 'd', 'e', 'f'].join('\n');
  assert.deepEqual(partsOf(bytes(file), 100, 2).map((part) => [text(part.bytes), part.linesBefore]), [['a\n"b\nc"\n', 0], ['d\ne\n', 3], ['f', 5]]);
});

test('heads, and files without one', () => {
  assert.equal(text(headOf(bytes('"휴대\n폰",a\r\n010'))), '"휴대\n폰",a\r\n');
  assert.equal(text(joined(bytes('a\n'), bytes('b'))), 'a\nb');
  assert.ok(isHeadless(['phone'], '010-1111-2222'));
  assert.ok(!isHeadless(['phone'], '"Phone"'));
  assert.ok(!isHeadless(['휴대폰'], '휴대폰'));
});

test('what is pasted from a spreadsheet becomes CSV, and is looked at by cells', () => {
  assert.equal(asCsv('이름\t휴대폰\n김, 민지\t010'), '이름,휴대폰\n"김, 민지",010');
  assert.equal(asCsv('010,011'), '010,011');
  assert.deepEqual(rowsOf('a\n\n"b\nc",d\ne\nf', 3), ['a', '"b\nc",d', 'e']);
  assert.deepEqual(rowsOf('a\n"b', 3), ['a', '"b']);
  assert.deepEqual(cellsOf('"김, ""민""지",010,,끝'), ['김, "민"지', '010', '', '끝']);
});
