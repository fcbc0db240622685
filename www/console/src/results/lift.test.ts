import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Lift } from '../api.ts';
import { messages } from '../i18n/messages.ts';
import { compared, rateText, tenth } from './lift.ts';

const lift = (verdict: Lift['verdict'], value: number, low: number, high: number): Lift => ({ verdict, difference_points: { value, low, high }, relative_percent: null });

test('a difference is said as it is proved, and no more', () => {
  assert.match(compared(lift('more', 0.93, 0.21, 1.62), messages.ko, 'ko'), /0\.9%p 높아요 \(95% 신뢰구간 0\.2 ~ 1\.6\)/);
  // "Lower by", so without its sign.
  assert.match(compared(lift('fewer', -0.93, -1.62, -0.21), messages.ko, 'ko'), /0\.9%p 낮아요/);
  assert.match(compared(lift('unclear', -0.2, -0.9, 0.6), messages.en, 'en'), /No clear difference.*-0\.2 points/);
  assert.equal(compared({ ...lift('too_few', 0, 0, 0), difference_points: null }, messages.ko, 'ko'), messages.ko.lift.too_few);
});

test('no minus before a nought, no rate of nobody', () => {
  assert.equal(tenth(-0.04, 'en'), '0');
  assert.equal(rateText(null, 'ko'), '–');
  assert.equal(rateText(0.0392, 'ko'), '3.9%');
});
