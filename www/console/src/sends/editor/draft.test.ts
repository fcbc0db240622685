import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Send } from '../queries.ts';
import { byTemplate, insideOf, missingOf, NO_TEXT, withVariable } from './draft.ts';

const send = (more: Partial<Send>): Send => ({ name: 'a', use: 'information', audience: { type: 'members' }, schedule: { type: 'at_once' }, content: { ...NO_TEXT, sender: '0212345678' }, ...more });

test('what it lacks', () => {
  for (const [draft, lacks] of [
    [send({}), []],
    [send({ name: ' ' }), ['name']],
    [send({ content: NO_TEXT }), ['content.sender']],
    [send({ content: byTemplate('') }), ['content.template']],
    [send({ content: { ...byTemplate('t'), fallback: { sender: '' } } }), ['content.fallback.sender']],
    [send({ audience: { type: 'segment', segment: '' } }), ['audience.segment']],
    [send({ audience: { type: 'list', list: 'gone' } }), ['audience.list']],
    [send({ schedule: { type: 'at', at: '2020-01-01T00:00:00Z' } }), ['schedule.at']],
  ] as [Send, string[]][]) {
    assert.deepEqual(missingOf(draft, [], Date.parse('2026-01-01')).map(({ at }) => at), lacks);
  }
});

test('a variable is filled in, and left out where nothing is written', () => {
  const filled = withVariable(byTemplate('t'), '고객', '{name|고객}');
  assert.deepEqual(filled.variables, { 고객: '{name|고객}' });
  assert.deepEqual(withVariable(filled, '고객', '').variables, {});
});

test('a text and an Alimtalk are merged as a whole, two texts field by field', () => {
  const [text, kakao] = [send({}), send({ content: byTemplate('t') })];
  assert.deepEqual([insideOf(text, text, text), insideOf(text, kakao, text)], [['content'], []]);
});
