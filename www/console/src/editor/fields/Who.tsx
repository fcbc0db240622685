import '@mantine/core/styles/Combobox.css';
import '@mantine/core/styles/ScrollArea.css';
import '@mantine/core/styles/CloseButton.css';
import { NativeSelect, NumberInput, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { editor } from '../../i18n/editor.ts';
import { list as segmentList } from '../../segments/calls.ts';
import { newSegmentRoute, segmentRoute } from '../../segments/route.ts';
import { groups } from '../calls.ts';
import { useDesk, useFaults } from '../desk.ts';
import { Hint } from '../Section.tsx';
import styles from './Who.module.css';

/** The segment that sees it: searched by its name, the names that it once had too; with what it says. */
export function Who() {
  const { siteId, message, set, fixed } = useDesk();
  const t = useTexts(editor).who;
  const { language } = useWords();
  const { error } = useFaults('segment');
  const [search, setSearch] = useState('');
  const all = useQuery(segmentList(siteId, { sort: 'name' }));
  const chosen = all.data?.find(({ id }) => id === message.segment);
  // What stands in the field is what is chosen, not what is sought.
  const q = search.trim() === (chosen?.name ?? '') ? '' : search.trim();
  const found = useQuery({ ...segmentList(siteId, { q, sort: 'name' }), enabled: q !== '' });
  const shown = q === '' ? all.data : found.data;
  const data = (shown ?? []).map(({ id, name }) => ({ value: id, label: name || id }));
  if (message.segment && !data.some(({ value }) => value === message.segment)) data.unshift({ value: message.segment, label: chosen?.name || message.segment });
  return (
    <div className={styles.who}>
      <Select
        label={t.label}
        placeholder={t.everybody}
        data={data}
        value={message.segment ?? null}
        onChange={(value) => set({ segment: value ?? undefined })}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': t.clear }}
        searchValue={search}
        onSearchChange={setSearch}
        filter={({ options }) => options}
        nothingFoundMessage={found.isFetching ? t.searching : t.nothing}
        renderOption={({ option }) => {
          const segment = shown?.find(({ id }) => id === option.value);
          return (
            <span className={styles.option}>
              <span>{option.label}</span>
              {segment?.sentence && <small>{segment.sentence[language]}</small>}
            </span>
          );
        }}
        error={error}
        disabled={fixed}
        maxDropdownHeight={320}
        comboboxProps={{ transitionProps: { duration: 120 } }}
        data-testid="field-segment"
      />
      {chosen?.sentence ? (
        <p className={styles.sentence} data-testid="segment-sentence">
          {chosen.sentence[language]}
        </p>
      ) : (
        !message.segment && <Hint>{t.everybodyHelp}</Hint>
      )}
      <p className={styles.links}>
        {chosen && (
          <Link to={segmentRoute.to} params={{ siteId, segmentId: chosen.id }} search={{}} target="_blank">
            {t.look}
          </Link>
        )}
        <Link to={newSegmentRoute.to} params={{ siteId }} search={{}} target="_blank" data-testid="make-segment">
          {t.make}
        </Link>
      </p>
    </div>
  );
}

/** Which of two goes first, and with which others it is switched. */
export function Order() {
  const { siteId, message, set, fixed } = useDesk();
  const t = useTexts(editor).order;
  const all = useQuery(groups(siteId));
  const priority = useFaults('priority');
  const group = useFaults('group');
  const data = [{ value: '', label: t.none }, ...(all.data?.groups ?? []).map(({ id, name, status }) => ({ value: id, label: `${name || id}${status === 'paused' ? ` ${t.paused}` : ''}` }))];
  if (message.group && !data.some(({ value }) => value === message.group)) data.push({ value: message.group, label: message.group });
  return (
    <>
      <NumberInput
        label={t.priority}
        description={t.priorityHelp}
        value={message.priority ?? 0}
        min={-32768}
        max={32767}
        allowDecimal={false}
        maw={220}
        onChange={(value) => set({ priority: typeof value === 'number' ? value : 0 }, true)}
        error={priority.error}
        disabled={fixed}
        data-testid="field-priority"
      />
      <NativeSelect label={t.group} description={t.groupHelp} data={data} value={message.group ?? ''} onChange={(event) => set({ group: event.currentTarget.value || undefined })} error={group.error} disabled={fixed} maw={360} data-testid="field-group" />
    </>
  );
}
