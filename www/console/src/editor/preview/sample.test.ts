import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Message } from '../types.ts';
import { seenAs, shopper, SHOPPERS } from './sample.ts';

const NOW = Date.parse('2026-11-21T00:00:00Z');
const FULL: Message = {
  id: 'a',
  name: '가을',
  type: 'coupon',
  segment: 's',
  group: 'g',
  start: '2030-01-01T00:00:00Z',
  end: '2026-01-01T00:00:00Z',
  schedule: { weekdays: ['mon'] },
  trigger: { on: 'idle', seconds: 9 },
  limits: { per_visit: 1, hide_today: true, stop_after: ['click'] },
  control: 90,
  weight: 0,
  variants: [{ id: 'B', content: { title: '나', image: { src: 'https://cdn.example/b.png', width: 1, height: 1 } } }],
  content: { title: '가', countdown: true, image: { src: '/a.png', width: 1, height: 1 }, anchor: { selector: '#there', where: 'start' } },
};
const whole = (path: string) => (path.startsWith('/') ? `https://shop.example${path}` : path);

test('a draft is looked at without its rules, in one of its contents', () => {
  const seen = seenAs(FULL, -1, false, whole, NOW);
  assert.deepEqual(seen, {
    id: 'preview',
    name: '가을',
    type: 'coupon',
    status: 'active',
    // It is over: counted down is to a day from now.
    end: '2026-11-22T00:00:00.000Z',
    limits: { hide_today: true },
    content: { title: '가', countdown: true, image: { src: 'https://shop.example/a.png', width: 1, height: 1 }, anchor: { selector: '#dangol-preview-place', where: 'start' } },
  });
  const variant = seenAs(FULL, 0, false, whole, NOW);
  assert.equal(variant.content.title, '나');
  assert.equal(variant.content.image?.src, 'https://cdn.example/b.png');
  assert.equal(variant.content.anchor?.selector, '#dangol-preview-place');
  // An end that is to come is counted down to.
  assert.equal(seenAs({ ...FULL, end: '2026-11-21T05:00:00Z' }, -1, false, whole, NOW).end, '2026-11-21T05:00:00.000Z');
});

test('long texts are long, and no longer than may be', () => {
  for (const text of ['가', '가을 신상', 'x'.repeat(300)]) {
    const long = seenAs({ ...FULL, content: { title: text, text } }, -1, true, whole, NOW).content.text ?? '';
    assert.ok(long.length >= 120 && long.length <= 300, `${long.length}`);
    assert.ok(long.startsWith(text));
  }
});

test('each sample shopper says a cart in the site’s currency', () => {
  for (const of of SHOPPERS) {
    const { says, known } = shopper(of, 'USD', { product: 'Cup', member: 'Jimin', grade: 'VIP', word: 'cup' });
    const cart = says.find(([name]) => name === 'cart')?.[1] as { currency: string; items: { price: number }[] };
    assert.equal(cart.currency, 'USD');
    assert.ok(cart.items.every(({ price }) => price > 0 && price < 100));
    assert.equal(says.some(([name]) => name === 'member'), of === 'member');
    assert.equal('grade' in known, of === 'member');
  }
});
