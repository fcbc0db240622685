import assert from 'node:assert/strict';
import { test } from 'node:test';
import { change, civilDay, compact, day, days, elapsed, isZero, money, monthName, percent, shortDay, shortTitle, shortUrl, webUrl } from './format.ts';

test('money reads as shop owners write it and stays exact', () => {
  assert.equal(money({ amount: '12000', currency: 'KRW' }, 'ko'), '12,000원');
  assert.equal(money({ amount: '12000', currency: 'KRW' }, 'en'), '₩12,000');
  assert.equal(money({ amount: '9007199254740993', currency: 'KRW' }, 'ko'), '9,007,199,254,740,993원');
  assert.equal(money({ amount: '12.5', currency: 'USD' }, 'en'), '$12.50');
  assert.equal(money({ amount: 'twelve', currency: 'KRW' }, 'ko'), '–');
  assert.equal(money({ amount: '5', currency: '???' }, 'en'), '5 ???');
});

test('nothing is nothing, however it is written', () => {
  assert.ok(isZero('0') && isZero('0.000') && isZero('-0'));
  assert.ok(!isZero('0.001') && !isZero('10'));
});

test('a share of nothing is not a number', () => {
  assert.equal(percent(5, 0, 'ko'), '–');
  assert.equal(percent(48, 1000, 'ko'), '4.8%');
});

test('a span of days names the month once', () => {
  assert.match(days('2026-11-15', '2026-11-21', 'en'), /^Nov 15\s–\s21$/);
  assert.match(days('2026-11-15', '2026-11-21', 'ko'), /^11월 15일\s?~\s?21일$/);
  assert.equal(days('soon', '2026-11-21', 'ko'), '');
});

test('time since the last act', () => {
  assert.deepEqual(elapsed(0, 2_999), { unit: 'now', value: 0 });
  assert.deepEqual(elapsed(0, 12_400), { unit: 'second', value: 12 });
  assert.deepEqual(elapsed(0, 185_000), { unit: 'minute', value: 3 });
  assert.deepEqual(elapsed(0, 7_200_000), { unit: 'hour', value: 2 });
  assert.deepEqual(elapsed(5_000, 0), { unit: 'now', value: 0 });
});

test('addresses are shown readable and linked only when they are pages', () => {
  assert.equal(shortUrl('https://shop.kr/%EC%83%81%ED%92%88?q=%EA%B0%80+%EB%B0%A9'), '/상품?q=가 방');
  assert.equal(shortUrl('https://shop.kr/100%'), '/100%');
  assert.equal(webUrl('javascript:alert(1)'), undefined);
  assert.equal(webUrl('https://shop.kr/a'), 'https://shop.kr/a');
});

test('a title loses the shop’s name only behind a divider', () => {
  assert.equal(shortTitle('오동나무 도마 | 우리몰', '우리몰'), '오동나무 도마');
  assert.equal(shortTitle('Board - Uri ', 'Uri'), 'Board');
  assert.equal(shortTitle('우리몰', '우리몰'), '우리몰');
  assert.equal(shortTitle('어서 오세요 우리몰', '우리몰'), '어서 오세요 우리몰');
});

test('a day is the shop’s, wherever the device is', () => {
  const late = Date.parse('2026-11-21T16:00:00Z');
  assert.equal(civilDay('Asia/Seoul', late), '2026-11-22');
  assert.equal(civilDay('America/New_York', late), '2026-11-21');
  assert.equal(civilDay('Asia/Seoul', late, -1), '2026-11-21');
  assert.equal(civilDay('Asia/Seoul', Date.parse('2027-01-01T00:00:00+09:00'), -7), '2026-12-25');
  assert.equal(day('2026-11-21', 'ko'), '11월 21일 (토)');
  assert.equal(day('2026-11-21', 'en'), 'Sat, Nov 21');
});

test('a change is of what was', () => {
  assert.equal(change(112, 100, 'ko'), '+12%');
  assert.equal(change(50, 100, 'en'), '-50%');
  assert.equal(change(100, 100, 'en'), '0%');
  assert.equal(change(3, 0, 'en'), undefined);
});

test('axes and calendars say little', () => {
  assert.equal(shortDay('2026-11-21', 'ko'), '11. 21.');
  assert.equal(shortDay('2026-11-21', 'en'), '11/21');
  assert.equal(compact(12_000, 'ko'), '1.2만');
  assert.equal(compact(12_000, 'en'), '12K');
  assert.equal(monthName('2027-03', 'ko'), '2027년 3월');
  assert.equal(monthName('2027-03', 'en'), 'March 2027');
});
