// Particles as the browser writes them are those that the engine's words have: one file of cases for both.
import { readFileSync } from 'node:fs'
import { expect, test } from '@playwright/test'
import { particle } from '../../crates/browser/js/particle.ts'

const FORMS: Record<string, string> = { subject: '이/가/이(가)', object: '을/를/을(를)', topic: '은/는/은(는)', with: '과/와/과(와)', by: '으로/로/(으)로', or: '이나/나/(이)나' }

test('particles follow the last sound', () => {
  const { cases } = JSON.parse(readFileSync(new URL('../cases/particles.json', import.meta.url), 'utf8'))
  expect(cases.length).toBeGreaterThan(60)
  for (const { word, pair, said } of cases) expect(particle(word, FORMS[pair]!, +(pair === 'by')), `${word}: ${pair}`).toBe(said)
})
