import { Button, Menu, Textarea } from '@mantine/core';
import { useRef } from 'react';
import { number } from '../../format.ts';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { templates as texts } from '../../i18n/templates.ts';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Sheet } from '../../ui/page/Sheet.tsx';
import desk from '../editor/Editor.module.css';
import { CampaignLinks } from '../CampaignLinks.tsx';
import { hasExtra, inserted } from './template.ts';
import type { Part } from './TemplateEditor.tsx';
import styles from './Templates.module.css';

/** More is refused anyway; what has been pasted stays to be shortened. */
const BODY_MAX = 3_000;

/** What it says: the text with its variables, and what is always below it. */
export function Words({ part }: { part: Part }) {
  const t = useTexts(texts);
  const { language } = useWords();
  const { draft, set, fixed, seen, error, doubts } = part;
  const own = useRef<HTMLTextAreaElement>(null);
  const { body, extra = '', kind } = draft.template;
  const insert = (put: string) => {
    const field = own.current;
    const [from, to] = [field?.selectionStart ?? body.length, field?.selectionEnd ?? body.length];
    set({ body: inserted(body, put, from, to) });
    requestAnimationFrame(() => {
      field?.focus();
      field?.setSelectionRange(from + put.length, from + put.length);
    });
  };
  const { chars = 0, chars_max = 0, count = 0, count_max = 0 } = seen;
  const again = doubts('body');
  return (
    <Sheet id="words" title={t.bodyTitle}>
      <div className={styles.lines}>
        <div className={desk.text}>
          <Textarea ref={own} label={t.body} placeholder={t.bodyPlaceholder} autosize minRows={6} maxRows={18} maxLength={BODY_MAX} value={body} onChange={(event) => set({ body: event.currentTarget.value })} error={error('body')} disabled={fixed} data-testid="template-body" />
          {!fixed && (
            <Menu position="bottom-end" transitionProps={{ duration: 120 }} width={280} returnFocus={false}>
              <Menu.Target>
                <button type="button" className={desk.menuButton} data-testid="template-variables">
                  <Icon name="plus" size={14} />
                  {t.insert}
                </button>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Label>{t.insertHelp}</Menu.Label>
                {t.names.map((name) => (
                  <Menu.Item key={name} onClick={() => insert(`#{${name}}`)} data-testid={`variable-${name}`}>
                    #{`{${name}}`}
                  </Menu.Item>
                ))}
              </Menu.Dropdown>
            </Menu>
          )}
          <p className={styles.count} data-over={chars > chars_max || count > count_max || undefined} data-testid="template-count">
            {t.bodyCount(number(chars, language), number(chars_max, language), number(count, language), number(count_max, language))}
          </p>
        </div>
        <Doubts list={again} />
        {again.length > 0 && !fixed && seen.findings.some(({ at, code }) => at === 'body' && code === 'no_campaign') && (
          <div>
            <CampaignLinks message={undefined} put={insert} testId="body-campaign" />
          </div>
        )}
        {seen.is_coupon && <Coupon part={part} />}
        {hasExtra(kind) && <Textarea label={t.extra} description={t.extraHelp} autosize minRows={2} maxRows={8} value={extra} onChange={(event) => set({ extra: event.currentTarget.value })} error={error('extra')} disabled={fixed} data-testid="template-extra" />}
      </div>
    </Sheet>
  );
}

/** What is not wrong, and should be looked at again. */
export function Doubts({ list }: { list: string[] }) {
  if (list.length === 0) return null;
  return (
    <ul className={styles.doubts} data-testid="doubts">
      {list.map((one) => (
        <li key={one}>{one}</li>
      ))}
    </ul>
  );
}

/** What a notice of coupons needs, with lines that are ready. */
function Coupon({ part }: { part: Part }) {
  const t = useTexts(texts).coupon;
  const { t: common } = useWords();
  const { draft, set, fixed, seen } = part;
  const { body } = draft.template;
  const has = (line: string) => body.includes(line);
  return (
    <div className={styles.coupon} data-testid="coupon">
      <h3>{t.title}</h3>
      <p>{t.text}</p>
      <ul>
        {seen.ground.map((line) => (
          <li key={line} className={styles.ground}>
            <span>{line}</span>
            {!fixed && (
              <span>
                <Button size="compact-md" variant="light" disabled={has(line)} onClick={() => set({ body: `${line}\n\n${body}` })} data-testid="ground-top">
                  {t.top}
                </Button>{' '}
                <Button size="compact-md" variant="light" disabled={has(line)} onClick={() => set({ body: `${body.trimEnd()}\n\n${line}` })} data-testid="ground-bottom">
                  {t.bottom}
                </Button>
              </span>
            )}
          </li>
        ))}
      </ul>
      <ul className={styles.rules}>
        {t.rules.map((rule) => (
          <li key={rule}>{rule}</li>
        ))}
      </ul>
      <p>
        <strong>{t.clause}</strong>
      </p>
      <p className={styles.ground}>
        <span>{t.clauseText}</span>
        <CopyButton text={t.clauseText} label={common.copy} testId="clause-copy" />
      </p>
      <p className={styles.quiet}>{t.clauseHelp}</p>
    </div>
  );
}
