import '@mantine/core/styles/FloatingIndicator.css';
import '@mantine/core/styles/Input.css';
import '@mantine/core/styles/Popover.css';
import '@mantine/core/styles/SegmentedControl.css';
import { Button, Skeleton } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Definitions } from '../api.ts';
import { useTexts, useWords } from '../i18n/index.tsx';
import { reports } from '../i18n/reports.ts';
import { useSite } from '../site/useSite.ts';
import { Icon } from '../ui/Icon.tsx';
import { Failed } from '../ui/notice/Trouble.tsx';
import { BackLink } from '../ui/page/BackLink.tsx';
import { PageHeader } from '../ui/page/PageHeader.tsx';
import { Sheet } from '../ui/page/Sheet.tsx';
import { Rule } from '../ui/Rule.tsx';
import styles from './Report.module.css';
import { reportsRoute } from './routes.ts';

type Props<T> = {
  title: string;
  lead: string;
  /** Anew each time one thinks of the report: what is asked of it. */
  tools: ReactNode;
  query: UseQueryResult<T>;
  csv: ((told: T) => void) | undefined;
  testId: string;
  children: (told: T) => ReactNode;
};

/** A report: its name, what is asked, and the answer, on its way, failed or there. While another question is on its way, the last answer stays. */
export function ReportPage<T extends { definitions: Definitions }>({ title, lead, tools, query, csv, testId, children }: Props<T>) {
  const t = useTexts(reports);
  const { id: siteId } = useSite();
  const { language } = useWords();
  const { data } = query;
  const order = data?.definitions['order']?.[language];
  return (
    <div data-testid={testId} aria-busy={data === undefined ? !query.isError || query.isFetching : query.isPlaceholderData && query.isFetching}>
      <BackLink to={reportsRoute.to} params={{ siteId }} search={{}}>
        {t.back}
      </BackLink>
      <PageHeader title={title} lead={lead}>
        {csv && (
          <Button variant="light" leftSection={<Icon name="download" size={18} />} disabled={!data || query.isPlaceholderData} onClick={() => data && csv(data)} data-testid="report-csv">
            {t.csv}
          </Button>
        )}
      </PageHeader>
      <div className={styles.tools}>{tools}</div>
      {data !== undefined ? (
        <div className={styles.told} data-stale={query.isPlaceholderData || undefined}>
          {children(data)}
          {order && (
            <div className={styles.order}>
              <Rule title={t.order} testId="report-order">
                {order}
              </Rule>
            </div>
          )}
        </div>
      ) : query.isError ? (
        <Sheet>
          <Failed title={t.failed} error={query.error} retry={() => void query.refetch()} busy={query.isFetching} testId={`${testId}-error`} />
        </Sheet>
      ) : (
        <div className={styles.waiting} data-testid={`${testId}-loading`}>
          <Skeleton height={104} />
          <Skeleton height={320} />
          <Skeleton height={200} />
        </div>
      )}
    </div>
  );
}
