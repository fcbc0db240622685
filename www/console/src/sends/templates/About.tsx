import { Checkbox, NativeSelect, Radio, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTexts } from '../../i18n/index.tsx';
import { templates as texts } from '../../i18n/templates.ts';
import { mayEdit, useSite } from '../../site/useSite.ts';
import { Fields, Sheet } from '../../ui/page/Sheet.tsx';
import { kakaoQuery, type Kakao } from './queries.ts';
import { KINDS, ofKind, type Draft, type Kind } from './template.ts';
import type { Part } from './TemplateEditor.tsx';
import styles from './Templates.module.css';

/** What it is: its category, and what kind of message. */
export function About({ part, change, categoryError, hasCarrier }: { part: Part; change: (patch: Partial<Draft>) => void; categoryError: string | undefined; hasCarrier: boolean }) {
  const t = useTexts(texts);
  const site = useSite();
  const { draft, set, fixed, error } = part;
  const kakao = useQuery({ ...kakaoQuery(site.id), enabled: hasCarrier && mayEdit(site) });
  const category = { value: draft.category, error: categoryError, disabled: fixed };
  return (
    <Sheet id="about" title={t.about}>
      <Fields>
        {kakao.data && kakao.data.categories.length > 0 ? (
          <NativeSelect {...category} label={t.category} description={t.categoryHelp} data={choices(kakao.data.categories, draft.category, t.categoryNone)} onChange={(event) => change({ category: event.currentTarget.value })} data-testid="template-category" />
        ) : (
          <TextInput {...category} label={t.categoryCode} description={t.categoryCodeHelp} inputMode="numeric" maxLength={20} onChange={(event) => change({ category: event.currentTarget.value.trim() })} data-testid="template-category" />
        )}
      </Fields>
      <div className={styles.inside}>
        <Radio.Group label={t.kind} value={draft.template.kind} onChange={(kind) => set(ofKind(draft.template, kind as Kind))}>
          <div className={styles.two}>
            {KINDS.map((kind) => (
              <Radio key={kind} value={kind} label={t.kinds[kind]} description={t.kindsHelp[kind]} disabled={fixed} data-testid={`kind-${kind}`} />
            ))}
          </div>
        </Radio.Group>
        <Checkbox label={t.secure} description={t.secureHelp} checked={draft.template.is_secure ?? false} onChange={(event) => set({ is_secure: event.currentTarget.checked })} error={error('is_secure')} disabled={fixed} data-testid="template-secure" />
      </div>
    </Sheet>
  );
}

/** By groups where the company says them; one that it does not know any more stays. */
function choices(all: Kakao['categories'], chosen: string, none: string) {
  const groups = [...new Set(all.map(({ group }) => group))];
  const line = ({ code, name }: { code: string; name: string }) => ({ value: code, label: name });
  const isKnown = chosen === '' || all.some(({ code }) => code === chosen);
  const first = [{ value: '', label: none }, ...(isKnown ? [] : [{ value: chosen, label: chosen }])];
  if (groups.every((group) => group === '')) return [...first, ...all.map(line)];
  return [...first, ...groups.map((group) => ({ group, items: all.filter((one) => one.group === group).map(line) }))];
}
