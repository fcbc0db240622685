import assert from 'node:assert/strict';
import { test } from 'node:test';
import { csv } from './csv.ts';

test('what a table would take for a formula is text, and an amount below zero is a number', () => {
  const cells = [
    ['=1+1', `"'=1+1"`],
    [' @cmd', `"' @cmd"`],
    ['+82 10', `"'+82 10"`],
    ['-1+2', `"'-1+2"`],
    ['\tx', `"'\tx"`],
    ['-1200.5', '"-1200.5"'],
    [-3, '"-3"'],
    ['찻잔 "대", 백자', '"찻잔 ""대"", 백자"'],
    [null, '""'],
    [0, '"0"'],
  ] as const;
  for (const [cell, written] of cells) assert.equal(csv([[cell]]), `\ufeff${written}\r\n`);
  assert.equal(csv([['a', 1], ['b', 2]]), '\ufeff"a","1"\r\n"b","2"\r\n');
});
