import assert from 'node:assert/strict';
import { test } from 'node:test';
import { edgesOf, readEdges, typedEdges } from './edges.ts';
import { countedOrders, figure, readFigures, type Told } from './figures.ts';

test('edges of an address are whole prices that rise, or none', () => {
  assert.deepEqual(readEdges('10000,30000'), [10000, 30000]);
  assert.deepEqual(readEdges(5000), [5000]);
  for (const wrong of ['', '3,2', '1,1', '0,5', '-1', '1.5', 'x', '1e10', undefined, Array.from({ length: 51 }, (_, n) => n + 1).join(',')]) assert.equal(readEdges(wrong), undefined, String(wrong));
});

test('what is typed may stand in any order, with its commas', () => {
  assert.deepEqual(typedEdges(['30,000', '', '10000원']), { edges: [10000, 30000] });
  assert.deepEqual(typedEdges(['10000', '만원']), { wrong: 1, why: 'number' });
  assert.deepEqual(typedEdges(['10000', '10,000']), { wrong: 1, why: 'twice' });
  assert.deepEqual(typedEdges(['', ' ']), { wrong: 0, why: 'none' });
});

test('edges made of prices are round, and part them', () => {
  assert.deepEqual(edgesOf([4800, 9900, 14900, 19000, 29000, 31000, 48000, 52000, 98000, 120000]), [15000, 30000, 50000, 100000]);
  assert.equal(edgesOf([]), undefined);
  assert.equal(edgesOf([9900]), undefined);
});

test('an order over several bands counts in each, and shares are of all', () => {
  const band = (orders: number, units: number, sales: string) => ({ from: null, to: null, orders, units, sales, share_of_units: units / 10 });
  const told = { orders: 4, units: 10, bands: [band(3, 4, '4000'), band(2, 6, '16000')] } as unknown as Told;
  assert.equal(countedOrders(told), 5);
  assert.equal(figure(told, told.bands[0]!, 'share_of_orders'), 0.75);
  assert.equal(figure(told, told.bands[1]!, 'share_of_sales'), 0.8);
  assert.equal(figure(told, told.bands[0]!, 'average'), 1000);
  assert.deepEqual(readFigures('sales,nothing,units'), ['units', 'sales']);
  assert.equal(readFigures('nothing'), undefined);
});
