import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cells, matching, surer, type Pair } from './rows.ts';

const product = (id: string, name: string | null, orders: number) => ({ id, name, orders });
const pair = { one: product('P-1', '백자 찻잔', 40), other: product('P-2', '유리 숙우', 10), orders: 8, support: 0.08, confidence_one_to_other: 0.2, confidence_other_to_one: 0.8, lift: 2 } as Pair;

test('a pair is said in the surer way, or from the product that is looked at', () => {
  assert.deepEqual([surer(pair).first.id, surer(pair).share], ['P-2', 0.8]);
  assert.deepEqual([surer(pair, 'P-1').first.id, surer(pair, 'P-1').share], ['P-1', 0.2]);
});

test('products are found by any words of name and id', () => {
  assert.deepEqual(matching([pair], '찻잔 p-1').map(({ id }) => id), ['P-1']);
  assert.deepEqual(matching([pair, pair], '').map(({ id }) => id), ['P-1', 'P-2']);
  assert.deepEqual(matching([pair], '없음'), []);
});

test('a file has both ways', () => {
  assert.deepEqual(cells([pair], ['h'])[1], ['P-1', '백자 찻잔', 'P-2', '유리 숙우', 8, 8, 20, 80, 2]);
});
