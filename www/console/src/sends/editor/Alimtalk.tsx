import { Checkbox, Menu, NativeSelect, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTexts } from '../../i18n/index.tsx';
import { sendEditor } from '../../i18n/sendEditor.ts';
import { useSite } from '../../site/useSite.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Fields, Sheet } from '../../ui/page/Sheet.tsx';
import { CampaignLinks } from '../CampaignLinks.tsx';
import type { AlimtalkContent, NumberList } from '../queries.ts';
import { templatesRoute } from '../routes.ts';
import { phoneNumber } from '../words.ts';
import { byTemplate, withVariable, written } from './draft.ts';
import styles from './Editor.module.css';
import type { Seen } from './engine.ts';
import type { Part, Reviewed } from './SendEditor.tsx';

type Props = Part & { content: AlimtalkContent; seen: Seen; numbers: string[]; lists: NumberList[]; templates: Reviewed[]; own: string | undefined };

/** By which template, what stands for its variables, and what follows where it does not arrive. */
export function Alimtalk({ draft, content, set, fixed, error, seen, numbers, lists, templates, own }: Props) {
  const t = useTexts(sendEditor);
  const site = useSite();
  const { audience } = draft;
  const columns = audience.type === 'list' ? (lists.find(({ id }) => id === audience.list)?.columns ?? []) : [];
  const approved = templates.filter(({ review }) => review.state === 'approved');
  const isOther = content.template !== '' && !approved.some(({ review }) => review.template === content.template);
  const choices = [
    { value: '', label: t.templateNone },
    ...approved.map(({ review, name }) => ({ value: review.template, label: name })),
    ...(isOther ? [{ value: content.template, label: templates.find(({ review }) => review.template === content.template)?.name ?? content.template }] : []),
  ];
  const variables = seen.alimtalk?.variables ?? [];
  const change = (patch: Partial<AlimtalkContent>) => set({ content: { ...content, ...patch } });
  // What was filled in under the same names stays.
  const choose = (template: string) => set({ content: { ...byTemplate(template), variables: content.variables ?? {}, ...(content.fallback && { fallback: content.fallback }) } });
  return (
    <Sheet id="what" title={t.whatKakao}>
      <Fields>
        <div>
          <NativeSelect label={t.template} data={choices} value={content.template} onChange={(event) => choose(event.currentTarget.value)} error={error('content.template')} disabled={fixed} data-testid="send-template" />
          <p className={styles.quiet}>
            {approved.length === 0 && `${t.templateEmpty} `}
            <Link to={templatesRoute.to} params={{ siteId: site.id }} search={{}} target="_blank" className={styles.link}>
              {t.templateToList}
            </Link>
          </p>
        </div>
        {variables.length > 0 && (
          <fieldset className={styles.variables}>
            <legend>{t.variablesTitle}</legend>
            <p className={styles.quiet}>{audience.type === 'list' ? t.variablesOfList : t.variablesOfMembers}</p>
            {variables.map((name) => (
              <Variable
                key={name}
                name={name}
                value={written(draft, name)}
                put={(text) => set({ content: withVariable(content, name, text) })}
                columns={audience.type === 'list' ? columns : undefined}
                personal={seen.personal_all}
                error={error(`content.variables.${name}`)}
                fixed={fixed}
                own={own}
              />
            ))}
          </fieldset>
        )}
        <div className={styles.choices}>
          <Checkbox
            label={t.fallback.use}
            description={numbers.length === 0 && !content.fallback ? t.fallback.noNumber : t.fallback.help}
            checked={Boolean(content.fallback)}
            onChange={(event) => change({ fallback: event.currentTarget.checked ? { sender: numbers.length === 1 ? numbers[0]! : '' } : null })}
            disabled={fixed || (numbers.length === 0 && !content.fallback)}
            data-testid="fallback"
          />
          {content.fallback && (
            <NativeSelect
              label={t.sender}
              data={[{ value: '', label: t.senderNone }, ...[...new Set([...numbers, ...(content.fallback.sender ? [content.fallback.sender] : [])])].map((value) => ({ value, label: phoneNumber(value) }))]}
              value={content.fallback.sender}
              onChange={(event) => change({ fallback: { sender: event.currentTarget.value } })}
              error={error('content.fallback.sender')}
              disabled={fixed}
              data-testid="fallback-sender"
            />
          )}
        </div>
      </Fields>
    </Sheet>
  );
}

/** One variable: what stands for it. `columns`: of the list, where it goes to one. */
function Variable({ name, value, put, columns, personal, error, fixed, own }: { name: string; value: string; put: (text: string) => void; columns: string[] | undefined; personal: string[]; error: string | undefined; fixed: boolean; own: string | undefined }) {
  const t = useTexts(sendEditor);
  const isLacking = columns !== undefined && value === '' && !columns.includes(name);
  return (
    <div className={styles.text}>
      <TextInput label={`#{${name}}`} placeholder={columns ? t.columnOf(name) : t.variablePlaceholder} maxLength={1000} value={value} onChange={(event) => put(event.currentTarget.value)} error={error} disabled={fixed} data-testid={`variable-${name}`} />
      {isLacking && <p className={styles.warn}>{t.columnLacks(name)}</p>}
      {!fixed && (
        <Menu position="bottom-end" transitionProps={{ duration: 120 }} width={280} returnFocus={false}>
          <Menu.Target>
            <button type="button" className={styles.menuButton} aria-label={`${t.insert}: ${name}`} data-testid={`insert-${name}`}>
              <Icon name="plus" size={14} />
              {t.insert}
            </button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Label>{columns ? t.columnsHelp : t.insertHelp}</Menu.Label>
            {columns
              ? columns.map((column) => (
                  <Menu.Item key={column} onClick={() => put(`${value}#{${column}}`)}>
                    {column} <small className={styles.code}>#{`{${column}}`}</small>
                  </Menu.Item>
                ))
              : personal.map((one) => {
                  const text = `{${one}${t.defaults[one] ? `|${t.defaults[one]}` : ''}}`;
                  return (
                    <Menu.Item key={one} onClick={() => put(value + text)} data-testid={`insert-${name}-${one}`}>
                      {t.variables[one] ?? one} <small className={styles.code}>{text}</small>
                    </Menu.Item>
                  );
                })}
          </Menu.Dropdown>
        </Menu>
      )}
      {!fixed && /링크|주소|url|link/i.test(name) && (
        <div>
          <CampaignLinks message={own} put={put} testId={`campaign-${name}`} />
        </div>
      )}
    </div>
  );
}
