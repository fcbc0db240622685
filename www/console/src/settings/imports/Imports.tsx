import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Import } from '../../api.ts';
import { moment, number } from '../../format.ts';
import { imports as texts } from '../../i18n/imports.ts';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { mayEdit, useSite } from '../../site/useSite.ts';
import { List } from '../../ui/list/List.tsx';
import { Notice } from '../../ui/notice/Trouble.tsx';
import rows from '../Rows.module.css';
import { importsQuery } from './calls.ts';
import { Read } from './Read.tsx';
import { Take } from './Take.tsx';

/** A shop's history by files: one is read, looked at, and applied or discarded. */
export function Imports() {
  const t = useTexts(texts);
  const { language } = useWords();
  const site = useSite();
  const list = useQuery(importsQuery(site.id));
  const [own, setOwn] = useState<Import | null>(null);
  // The clock goes on with what is being applied: what the list says is newer.
  const now = own && (list.data?.imports.find(({ id, state }) => id === own.id && state !== 'open' && own.state !== 'applied') ?? own);
  const others = list.data?.imports.filter(({ id }) => id !== own?.id);
  return (
    <>
      {mayEdit(site) && (now ? <Read key={now.id} import_={now} told={setOwn} isOver={() => setOwn(null)} /> : <Take isDone={setOwn} />)}
      {(!now || others?.length !== 0) && <h2 className={rows.heading}>{t.list}</h2>}
      {(!now || others?.length !== 0) && <List
        query={list}
        items={others}
        keyOf={({ id }) => id}
        label={t.list}
        failed={t.listFailed}
        testId="imports"
        empty={<Notice title={t.none} text={t.noneText} testId="imports-none" />}
        row={(import_) => (
          <div className={rows.row} data-testid="import-row">
            <div className={rows.what}>
              <p className={rows.name}>{import_.name || t.untitled}</p>
              <p className={rows.quiet}>
                {t.kinds[import_.kind]} · {t.rows(number(import_.rows, language))} · {moment(import_.created.at, language)}
              </p>
            </div>
            <div className={rows.controls}>
              <span className={rows.tag} data-tone={import_.state === 'applied' ? 'good' : undefined}>
                {t.states[import_.state] ?? import_.state}
              </span>
              {mayEdit(site) && import_.state === 'finished' && (
                <Button variant="light" size="compact-md" onClick={() => setOwn(import_)} data-testid="import-open">
                  {t.apply}
                </Button>
              )}
            </div>
          </div>
        )}
      />}
    </>
  );
}
