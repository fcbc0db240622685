import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sends } from '../i18n/sends.ts';
import { missingOf } from './editor/draft.ts';
import type { Send } from './queries.ts';
import { batchesOf } from './refused.ts';
import { causeOf, leftOf, peopleOf, phoneNumber, reasonOf, toWhom, whenSaid } from './words.ts';

test('numbers as people read them', () => {
  for (const [digits, said] of [
    ['0212345678', '02-1234-5678'],
    ['021234567', '02-123-4567'],
    ['01012345678', '010-1234-5678'],
    ['0311234567', '031-123-4567'],
    ['15881234', '1588-1234'],
    ['0801234567', '080-123-4567'],
    ['12', '12'],
    ['', ''],
  ] as const) {
    assert.equal(phoneNumber(digits), said);
  }
});

test('to whom and when, in both languages', () => {
  const names = { segments: new Map([['vip', 'VIP']]), lists: new Map([['l', '체험단']]) };
  const segment = { type: 'segment', segment: 'vip', visited_within_days: 0 } as const;
  assert.equal(toWhom(segment, names, sends.ko), '세그먼트 “VIP”, 오늘 방문');
  assert.equal(toWhom({ type: 'segment', segment: 'gone' }, names, sends.en), 'Segment “deleted”');
  assert.equal(toWhom({ type: 'list', list: 'l' }, names, sends.ko), '명단 “체험단”');
  const weekly = { type: 'weekly', weekdays: 2 | 32, minute: 630 } as const;
  assert.equal(whenSaid(weekly, 'Asia/Seoul', sends.ko, 'ko'), '매주 월·금 오전 10:30');
  assert.equal(whenSaid(weekly, 'Asia/Seoul', sends.en, 'en'), 'Every Mon, Fri at 10:30 AM');
});

test('why a run is held: known reasons, others’ words, and what nobody knows', () => {
  assert.deepEqual(reasonOf('list_gone'), { reason: 'list_gone', said: '' });
  assert.deepEqual(reasonOf('provider: 403 SignatureDoesNotMatch: no'), { reason: 'provider', said: '403 SignatureDoesNotMatch: no' });
  assert.deepEqual(reasonOf('wrong: Write what is to be sent.'), { reason: 'wrong', said: 'Write what is to be sent.' });
  assert.deepEqual(reasonOf('something new'), { reason: 'other', said: 'something new' });
  assert.equal(leftOf({ accepted: 1, delivered: 2, held_back: 4, planned: 8 }), 3);
  // A text in the place of an Alimtalk is a row of its own, and of the same person.
  assert.equal(peopleOf({ people: 4, totals: { delivered: 2, fell_back: 1, doubled: 1 } }), 2);
  assert.deepEqual(['ordered x', 'at 1', 'test y', 'notices 2', 'else'].map((cause) => causeOf({ cause }, sends.en)), ['By hand', 'By its schedule', 'A trial', 'By itself', 'By hand']);
  assert.deepEqual(reasonOf('low_balance: needs 10, has 5'), { reason: 'low_balance', said: 'needs 10, has 5' });
});

test('what a send lacks', () => {
  const draft: Send = { name: ' ', use: 'information', audience: { type: 'list', list: 'l' }, schedule: { type: 'at', at: '2026-01-01T00:00:00Z' }, content: { type: 'text', sender: '', text: '' } };
  const list = { id: 'l', name: 'l', columns: [], consented_at: null, rows: 1, made_at: '2026-01-01T00:00:00Z', is_whole: false };
  const words = (lists: object[], now: string) => missingOf(draft, lists as Parameters<typeof missingOf>[1], Date.parse(now)).map(({ word }) => word);
  assert.deepEqual(words([list], '2026-01-01T00:00:00Z'), ['name', 'list', 'past', 'sender'], 'a list that is not whole is none');
  assert.deepEqual(words([{ ...list, is_whole: true }], '2025-12-31T23:59:59Z'), ['name', 'sender']);
});

test('pasted numbers go in batches whose places are those of the whole', () => {
  const pasted = '010-1, 010-2;\n010-3\t엉뚱';
  assert.deepEqual(batchesOf(pasted, 2), { batches: [{ parts: ['010-1', '010-2'], before: 0 }, { parts: ['', '010-3'], before: 2 }, { parts: ['엉뚱'], before: 4 }], count: 4 });
  assert.deepEqual(batchesOf(' \n, '), { batches: [], count: 0 });
});
