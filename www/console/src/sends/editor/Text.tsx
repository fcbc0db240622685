import { Button, Menu, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useRef } from 'react';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { sendEditor } from '../../i18n/sendEditor.ts';
import { useSite } from '../../site/useSite.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Fields, Sheet } from '../../ui/page/Sheet.tsx';
import { CampaignLinks } from '../CampaignLinks.tsx';
import type { NumberList, TextContent } from '../queries.ts';
import { phoneNumber } from '../words.ts';
import styles from './Editor.module.css';
import type { Seen } from './engine.ts';
import type { Part } from './SendEditor.tsx';

/** More could not leave, even of ASCII alone. */
const TEXT_MAX = 4_000;

/** What it says, and from which number. */
export function Text({ draft, content, set, fixed, error, seen, numbers, lists, own: id }: Part & { content: TextContent; seen: Seen; numbers: string[]; lists: NumberList[]; own: string | undefined }) {
  const t = useTexts(sendEditor);
  const { t: common } = useWords();
  const site = useSite();
  const own = useRef<HTMLTextAreaElement>(null);
  const { audience } = draft;
  const change = (patch: Partial<TextContent>) => set({ content: { ...content, ...patch } });
  const columns = audience.type === 'list' ? (lists.find(({ id }) => id === audience.list)?.columns ?? []) : [];
  const insert = (text: string) => {
    const field = own.current;
    const [from, to] = [field?.selectionStart ?? content.text.length, field?.selectionEnd ?? content.text.length];
    change({ text: content.text.slice(0, from) + text + content.text.slice(to) });
    requestAnimationFrame(() => {
      field?.focus();
      field?.setSelectionRange(from + text.length, from + text.length);
    });
  };
  const unsendable = seen.unsendable ?? [];
  const strip = () => {
    const without = (text: string) => [...text].filter((letter) => !unsendable.includes(letter)).join('');
    change({ text: without(content.text), subject: without(content.subject ?? '') });
  };
  const unknown = audience.type === 'list' && audience.list !== '' ? (seen.columns ?? []).filter((name) => !columns.includes(name)) : [];
  const data = [{ value: '', label: t.senderNone }, ...[...new Set([...numbers, ...(content.sender ? [content.sender] : [])])].map((value) => ({ value, label: phoneNumber(value) }))];
  return (
    <Sheet id="what" title={t.what}>
      <Fields>
        <div>
          <NativeSelect label={t.sender} data={data} value={content.sender} onChange={(event) => change({ sender: event.currentTarget.value })} error={error('content.sender')} disabled={fixed} data-testid="send-sender" />
          {numbers.length === 0 && (
            <p className={styles.quiet}>
              {t.senderEmpty}{' '}
              <Link to="/sites/$siteId/settings/carrier" params={{ siteId: site.id }} target="_blank" className={styles.link}>
                {t.toCarrier}
              </Link>
            </p>
          )}
        </div>
        <TextInput label={`${t.subject} (${common.optional})`} description={t.subjectHelp} value={content.subject ?? ''} maxLength={80} onChange={(event) => change({ subject: event.currentTarget.value })} error={error('content.subject')} disabled={fixed} data-testid="send-subject" />
        <div className={styles.text}>
          <Textarea ref={own} label={t.text} placeholder={t.textPlaceholder} autosize minRows={5} maxRows={16} maxLength={TEXT_MAX} value={content.text} onChange={(event) => change({ text: event.currentTarget.value })} error={error('content.text')} disabled={fixed} data-testid="send-text" />
          {!fixed && (
            <Menu position="bottom-end" transitionProps={{ duration: 120 }} width={300} returnFocus={false}>
              <Menu.Target>
                <button type="button" className={styles.menuButton} data-testid="send-variables">
                  <Icon name="plus" size={14} />
                  {t.insert}
                </button>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Label>{audience.type === 'list' ? t.columnsHelp : t.insertHelp}</Menu.Label>
                {audience.type === 'list'
                  ? columns.map((name) => (
                      <Menu.Item key={name} onClick={() => insert(`#{${name}}`)} data-testid="send-column">
                        {name} <small className={styles.code}>#{`{${name}}`}</small>
                      </Menu.Item>
                    ))
                  : seen.personal_all.map((name) => {
                      const put = `{${name}${t.defaults[name] ? `|${t.defaults[name]}` : ''}}`;
                      return (
                        <Menu.Item key={name} onClick={() => insert(put)} data-testid={`send-variable-${name}`}>
                          {t.variables[name] ?? name} <small className={styles.code}>{put}</small>
                        </Menu.Item>
                      );
                    })}
              </Menu.Dropdown>
            </Menu>
          )}
          {unsendable.length > 0 && (
            <p className={styles.letters} data-testid="unsendable">
              <span>{t.unsendable(unsendable.join(' '))}</span>
              {!fixed && (
                <Button size="compact-md" variant="light" onClick={strip} data-testid="strip">
                  {t.strip}
                </Button>
              )}
            </p>
          )}
          {(seen.untracked ?? []).length > 0 && (
            <p className={styles.warn} data-testid="untracked">
              {t.untracked}
            </p>
          )}
          {!fixed && (
            <div>
              <CampaignLinks message={id} put={insert} testId="send-campaign" />
            </div>
          )}
          {unknown.length > 0 && <p className={styles.warn}>{t.notColumn(unknown.join(', '))}</p>}
        </div>
      </Fields>
    </Sheet>
  );
}
