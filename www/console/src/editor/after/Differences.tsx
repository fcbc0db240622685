import { editor } from '../../i18n/editor.ts';
import { useTexts } from '../../i18n/index.tsx';
import { Differences as Shown } from '../../ui/dialog/Conflict.tsx';
import type { Difference } from '../draft.ts';

/** What of a message says something else. */
export function Differences({ list }: { list: readonly Difference[] }) {
  return <Shown words={useTexts(editor).differences} list={list} />;
}
