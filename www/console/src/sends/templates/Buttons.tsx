import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { templates as texts } from '../../i18n/templates.ts';
import { Sheet } from '../../ui/page/Sheet.tsx';
import { CampaignLinks } from '../CampaignLinks.tsx';
import type { KakaoButton, Links } from './template.ts';
import type { Part } from './TemplateEditor.tsx';
import styles from './Templates.module.css';
import { Doubts } from './Words.tsx';

const ACTIONS = { buttons: ['WL', 'AL', 'DS', 'BK', 'MD'], replies: ['BK', 'WL', 'AL', 'MD'] } as const;
type List = keyof typeof ACTIONS;
/** More than these are refused; one more than there may be can be added, and is said to be too much. */
const MAX = { buttons: 5, replies: 10 } as const;

/** Buttons below the text, and answers below the message. `own`: the template's id, once it has one. */
export function Buttons({ part, own }: { part: Part; own: string | undefined }) {
  const t = useTexts(texts);
  const { draft, fixed, error } = part;
  return (
    <Sheet id="buttons" title={t.buttons} text={t.buttonsHelp}>
      {error('buttons') && (
        <p className={styles.wrong} role="alert" data-bad data-testid="buttons-wrong">
          {error('buttons')}
        </p>
      )}
      {(draft.template.buttons ?? []).length === 0 && fixed && <p className={styles.quiet}>{t.noButtons}</p>}
      <Each list="buttons" part={part} own={own} add={t.addButton} />
      <div className={styles.inside}>
        <div>
          <strong>{t.replies}</strong>
          <p className={styles.quiet}>{t.repliesHelp}</p>
        </div>
        <Each list="replies" part={part} own={own} add={t.addReply} />
      </div>
    </Sheet>
  );
}

function Each({ list, part, own, add }: { list: List; part: Part; own: string | undefined; add: string }) {
  const { draft, set, fixed } = part;
  const all = draft.template[list] ?? [];
  const put = (next: KakaoButton[]) => set({ [list]: next });
  return (
    <div className={styles.buttons}>
      {all.map((button, at) => (
        <One key={at} list={list} at={at} button={button} part={part} own={own} change={(patch) => put(all.map((one, n) => (n === at ? { ...one, ...patch } : one)))} remove={() => put(all.filter((_, n) => n !== at))} />
      ))}
      {!fixed && all.length < MAX[list] && (
        <Button className={styles.add} size="compact-md" variant="light" onClick={() => put([...all, { name: '', action: ACTIONS[list][0], links: {} }])} data-testid={`add-${list}`}>
          {add}
        </Button>
      )}
    </div>
  );
}

function One({ list, at, button, part, own, change, remove }: { list: List; at: number; button: KakaoButton; part: Part; own: string | undefined; change: (patch: Partial<KakaoButton>) => void; remove: () => void }) {
  const t = useTexts(texts);
  const { t: common } = useWords();
  const { fixed, error, doubts } = part;
  const { name, action, links = {} } = button;
  const label = list === 'buttons' ? t.button(at + 1) : t.reply(at + 1);
  const link = (patch: Links) => change({ links: { ...links, ...patch } });
  const field = (key: keyof Links, word: string, isNeeded: boolean) => (
    <TextInput type="url" inputMode="url" label={isNeeded ? word : `${word} (${common.optional})`} placeholder={key === 'mobile' || key === 'pc' ? 'https://' : 'shop://'} maxLength={1000} value={links[key] ?? ''} onChange={(event) => link({ [key]: event.currentTarget.value.trim() })} error={key === 'mobile' ? error(`${list}[${at}].links`) : undefined} disabled={fixed} data-testid={`${list}-${at}-${key}`} />
  );
  if (action === 'AC') {
    return (
      <div className={styles.button} data-testid={`${list}-${at}`}>
        <strong>{name}</strong>
        <p className={styles.quiet}>{t.ac}</p>
      </div>
    );
  }
  return (
    <div className={styles.button} role="group" aria-label={label} data-testid={`${list}-${at}`}>
      <strong aria-hidden="true">{label}</strong>
      <div className={styles.two}>
        <TextInput label={t.buttonName} placeholder={t.upTo(14)} value={name} onChange={(event) => change({ name: event.currentTarget.value })} error={error(`${list}[${at}].name`)} disabled={fixed} data-testid={`${list}-${at}-name`} />
        <NativeSelect label={t.buttonAction} data={ACTIONS[list].map((value) => ({ value, label: t.actions[value] ?? value }))} value={action} onChange={(event) => change({ action: event.currentTarget.value, links: {} })} disabled={fixed} data-testid={`${list}-${at}-action`} />
      </div>
      {(action === 'WL' || action === 'AL') && (
        <div className={styles.lines}>
          {field('mobile', t.mobile, true)}
          {action === 'WL' && field('pc', t.pc, false)}
          {action === 'AL' && field('ios', t.ios, true)}
          {action === 'AL' && field('android', t.android, true)}
        </div>
      )}
      <Doubts list={doubts(`${list}[${at}].links`)} />
      {!fixed && (
        <div className={styles.head}>
          {action === 'WL' ? <CampaignLinks message={own} put={(short) => link({ mobile: short, pc: '' })} testId={`${list}-${at}-campaign`} /> : <span />}
          <Button size="compact-md" variant="subtle" onClick={remove} data-testid={`${list}-${at}-remove`}>
            {t.removeButton}
          </Button>
        </div>
      )}
    </div>
  );
}
