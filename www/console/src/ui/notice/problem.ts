import { ApiError } from '../../api.ts';
import type { Common } from '../../i18n/index.tsx';
import type { Language } from '../../format.ts';
import { troubleText } from './Trouble.tsx';

/** Which field a refusal is about; empty where it is about none. */
export function fieldOf(error: unknown): string {
  return error instanceof ApiError ? (error.problem.field ?? '').split(/[.[]/)[0]! : '';
}

/**
 * What to say beside a field that was refused: our own words for what we know, else the edge's sentence, which is English and says what it wants.
 * `undefined`: the refusal is about something else.
 */
export function fieldText(error: unknown, field: string, t: Common, language: Language, own?: string): string | undefined {
  if (fieldOf(error) !== field || !(error instanceof ApiError)) return undefined;
  if (own) return own;
  if (error.code === 'taken') return t.fields.taken;
  return language === 'en' && error.problem.detail ? error.problem.detail : t.fields.wrong;
}

/** What to say of a refusal as a whole. */
export function saveText(error: unknown, t: Common, language: Language): string {
  if (!(error instanceof ApiError)) return troubleText(error, t);
  if (error.code === 'version_passed' || error.code === 'changed_meanwhile') return t.fields.passed;
  if (error.status === 422 || error.status === 409) return language === 'en' && error.problem.detail ? error.problem.detail : fieldOf(error) ? t.fields.wrong : t.trouble.other;
  return troubleText(error, t);
}
