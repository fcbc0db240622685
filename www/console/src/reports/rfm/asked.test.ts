import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { asked, changes, GROUPS, largest, type Told } from './asked.ts';

test('the ten groups lie on the map as the edge has them, and cover it once', () => {
  const of = (recency: number, frequency: number) => GROUPS.filter((each) => recency >= each.recency[0] && recency <= each.recency[1] && frequency >= each.frequency[0] && frequency <= each.frequency[1]);
  for (let recency = 1; recency <= 5; recency++) for (let frequency = 1; frequency <= 5; frequency++) assert.equal(of(recency, frequency).length, 1, `${recency} ${frequency}`);
  // The edge's own table (`insight::orders::rfm::group`), arm by arm: the first that fits.
  const source = readFileSync(new URL('../../../../../crates/insight/src/orders/rfm.rs', import.meta.url), 'utf8');
  const names = [...source.match(/GROUPS: \[&str; 10\] = \[([^\]]+)\]/)![1]!.matchAll(/"(\w+)"/g)].map(([, name]) => name);
  const arms = [...source.matchAll(/^ {8}\(([^,()]+), ([^,()]+)\) => (\d),$/gm)].map(([, recency, frequency, group]) => ({ recency: recency!, frequency: frequency!, group: names[Number(group)] }));
  assert.equal(arms.length, 10);
  const fits = (pattern: string, score: number) => pattern === '_' || (pattern.endsWith('..') ? score >= Number.parseInt(pattern, 10) : pattern.split('|').some((each) => Number(each) === score));
  for (let recency = 1; recency <= 5; recency++)
    for (let frequency = 1; frequency <= 5; frequency++) {
      const arm = arms.find((each) => fits(each.recency, recency) && fits(each.frequency, frequency));
      assert.equal(of(recency, frequency)[0]?.group, arm?.group, `${recency} ${frequency}`);
    }
});

test('who moved is counted at both ends', () => {
  const movement: NonNullable<Told['movement']> = {
    day: '2026-08-22',
    moves: [
      { from: null, to: 'new', people: 5 },
      { from: 'loyal', to: 'loyal', people: 7 },
      { from: 'loyal', to: 'at_risk', people: 3 },
      { from: 'new', to: 'loyal', people: 2 },
    ],
  };
  const all = changes(movement);
  assert.deepEqual(all.find(({ group }) => group === 'loyal'), { group: 'loyal', then: 10, came: 2, joined: 0, left: 3, now: 9 });
  assert.deepEqual(all.find(({ group }) => group === 'new'), { group: 'new', then: 2, came: 0, joined: 5, left: 2, now: 5 });
  for (const { then, came, joined, left, now } of all) assert.equal(then + came + joined - left, now);
  assert.deepEqual(largest(movement, 2).map(({ people }) => people), [5, 3]);
});

test('days of the question', () => {
  assert.deepEqual(asked({ span: 12, moved: 3 }, '2026-11-30'), { day: '2026-11-30', since: '2025-11-30', compare: '2026-08-30' });
  assert.deepEqual(asked({ day: '2027-01-01' }, '2026-11-30'), { day: '2026-11-30' });
});
