import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { messageOf, type Cooked } from './recipe.ts';

const { recipes } = JSON.parse(readFileSync(new URL('../../../../crates/message/data/recipes.json', import.meta.url), 'utf8')) as { recipes: (Cooked & { id: string })[] };

test('every recipe of a message becomes one, with all that it says of when', () => {
  const said = Object.fromEntries(recipes.flatMap((recipe) => [[recipe.id, messageOf(recipe, '이름')]]));
  assert.deepEqual(said['welcome-first-visit']?.trigger, { on: 'page_seconds', seconds: 5 });
  assert.deepEqual(said['welcome-first-visit']?.limits, { per_visit: 1, hide_today: true, per_days: { times: 1, days: 1 }, stop_after: ['click', 'conversion'] });
  assert.deepEqual(said['leaving-cart']?.trigger, { on: 'exit_intent' });
  assert.deepEqual(said['in-app-browser-checkout']?.trigger, { on: 'idle', seconds: 20 });
  assert.equal(said['free-shipping-gauge']?.trigger, undefined);
  for (const recipe of recipes) {
    assert.equal(messageOf(recipe, '이름') !== undefined, recipe.deliver.kind === 'message', recipe.id);
    // A word for when that is not known here would be lost.
    if (recipe.deliver.kind !== 'message') continue;
    const { trigger = {}, limits = {}, ...rest } = recipe.timing ?? {};
    const known = (of: object, words: string[]) => Object.keys(of).filter((word) => !words.includes(word));
    assert.deepEqual([known(trigger, ['now', 'after_seconds', 'idle_seconds', 'on']), known(limits, ['every_days', 'stop_after']), Object.keys(rest)], [[], [], []], recipe.id);
  }
});
