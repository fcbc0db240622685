import assert from 'node:assert/strict';
import { test } from 'node:test';
import { daysOf, monthFrom, runsOn, type Timed } from './runs.ts';

const SEOUL = 'Asia/Seoul';

test('a message runs on the days of the shop’s zone', () => {
  const cases: [string, Timed, string, boolean][] = [
    ['always', {}, '2026-11-22', true],
    ['begins at midnight in Seoul, which is the day before in London', { start: '2026-11-09T15:00:00Z' }, '2026-11-10', true],
    ['not the day before', { start: '2026-11-09T15:00:00Z' }, '2026-11-09', false],
    ['the end itself is out', { end: '2026-11-29T00:00:00+09:00' }, '2026-11-29', false],
    ['the day that ends with it is in', { end: '2026-11-29T00:00:00+09:00' }, '2026-11-28', true],
    ['an end within the day', { end: '2026-11-29T00:00:01+09:00' }, '2026-11-29', true],
    ['milliseconds', { start: Date.parse('2026-11-10T00:00:00+09:00') }, '2026-11-10', true],
    ['its weekday', { schedule: { weekdays: ['sat', 'sun'] } }, '2026-11-22', true],
    ['another weekday', { schedule: { weekdays: ['sat', 'sun'] } }, '2026-11-23', false],
    ['no weekday named is every day', { schedule: { weekdays: [] } }, '2026-11-23', true],
    ['what cannot be read does not bind', { start: 'soon' }, '2026-11-01', true],
  ];
  for (const [what, message, day, runs] of cases) assert.equal(runsOn(message, day, SEOUL), runs, what);
});

test('months have their days, and follow each other over the year', () => {
  for (const [month, days] of [['2026-11', 30], ['2026-12', 31], ['2028-02', 29], ['2027-02', 28]] as const) {
    const all = daysOf(month);
    assert.equal(all.length, days);
    assert.deepEqual([all[0], all.at(-1)], [`${month}-01`, `${month}-${days}`]);
  }
  assert.equal(monthFrom('2026-11', 2), '2027-01');
  assert.equal(monthFrom('2026-01', -1), '2025-12');
});
