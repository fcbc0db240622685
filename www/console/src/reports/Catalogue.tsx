import { Button } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { useDeferredValue } from 'react';
import { useQuery } from '@tanstack/react-query';
import { number } from '../format.ts';
import { useTexts, useWords } from '../i18n/index.tsx';
import { reports } from '../i18n/reports.ts';
import { useSite } from '../site/useSite.ts';
import { SearchField } from '../segments/list/SearchField.tsx';
import { Icon } from '../ui/Icon.tsx';
import { Notice } from '../ui/notice/Trouble.tsx';
import { PageHeader } from '../ui/page/PageHeader.tsx';
import styles from './Catalogue.module.css';
import { GROUPS, REPORTS, type ReportGroup } from './catalogue.ts';
import { namedListQuery } from './queries.ts';
import { namedRoute, reportsRoute } from './routes.ts';

/** All reports, by what they are about, found by what somebody wants to know. */
export function Catalogue() {
  const t = useTexts(reports);
  const { language } = useWords();
  const { id: siteId } = useSite();
  const { q = '', filter } = reportsRoute.useSearch();
  const navigate = useNavigate();
  const say = (part: { q?: string | undefined; filter?: string | undefined }) => void navigate({ to: '.', search: (before: object) => ({ ...before, ...part }), replace: true });
  const words = useDeferredValue(q).toLowerCase().split(/\s+/).filter(Boolean);
  const list = useQuery(namedListQuery(siteId));
  const own = REPORTS.map((report) => ({ ...report, report: report.id as string, texts: t.each[report.id] ?? [report.id, '', ''] }));
  // Those of the edge, but for what has a page of its own; found by the words of both languages.
  const told = (list.data?.reports ?? []).flatMap(({ id, path, group, title, use }) =>
    path === 'visits' || path === 'orders' ? [{ id, report: id, group: group satisfies ReportGroup, to: namedRoute.to, texts: [title[language], use[language], `${title.ko} ${title.en}`] }] : [],
  );
  const named = [...own, ...told];
  const found = named.filter(({ texts, group }) => words.every((word) => `${texts.join(' ')} ${t.groups[group]}`.toLowerCase().includes(word)));
  const shown = GROUPS.filter((group) => filter === undefined || filter === group);
  const here = (group: ReportGroup) => found.filter((report) => report.group === group);
  return (
    <div data-testid="reports-page">
      <PageHeader title={t.title} lead={t.lead} />
      <div className={styles.tools} role="search">
        <SearchField className={styles.search} label={t.search} value={q} change={(text) => say({ q: text || undefined })} testId="reports-search" />
        <div className={styles.groups} role="group" aria-label={t.title}>
          <button type="button" aria-pressed={filter === undefined} onClick={() => say({ filter: undefined })}>
            {t.all} {number(found.length, language)}
          </button>
          {GROUPS.map((group) => (
            <button key={group} type="button" aria-pressed={filter === group} onClick={() => say({ filter: group })} data-testid={`reports-group-${group}`}>
              {t.groups[group]} {number(here(group).length, language)}
            </button>
          ))}
        </div>
      </div>
      {shown.every((group) => here(group).length === 0) && (
        <Notice
          title={t.none}
          text={t.noneHelp}
          testId="reports-none"
          action={
            <Button variant="light" onClick={() => say({ q: undefined, filter: undefined })}>
              {t.all}
            </Button>
          }
        />
      )}
      {shown.map(
        (group) =>
          here(group).length > 0 && (
            <section key={group} className={styles.group} aria-labelledby={`group-${group}`}>
              <h2 id={`group-${group}`}>{t.groups[group]}</h2>
              <ul className={styles.cards}>
                {here(group).map(({ id, report, to, texts: [name, when] }) => (
                  <li key={id} className={styles.card} data-testid="report-card" data-report={id}>
                    <h3>
                      <Link to={to} params={{ siteId, report }} className={styles.link}>
                        {name}
                      </Link>
                    </h3>
                    <p>{when}</p>
                    {!to.startsWith(reportsRoute.to) && (
                      <p className={styles.elsewhere}>
                        <Icon name="open" size={16} />
                        {t.elsewhere}
                      </p>
                    )}
                  </li>
                ))}
              </ul>
            </section>
          ),
      )}
    </div>
  );
}
