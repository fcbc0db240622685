import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Earned as EarnedBody } from '../api.ts';
import { isZero, money, number, percent, type Language } from '../format.ts';
import { home as texts } from '../i18n/home.ts';
import { useTexts, useWords } from '../i18n/index.tsx';
import { MessagePicture } from '../messages/MessagePicture.tsx';
import { messagesQuery } from '../queries.ts';
import { useSite } from '../site/useSite.ts';
import { Definition } from '../ui/Definition.tsx';
import { LinkButton } from '../ui/LinkButton.tsx';
import { NumberTable } from '../ui/list/NumberTable.tsx';
import { Rule } from '../ui/Rule.tsx';
import { Sheet } from '../ui/page/Sheet.tsx';
import { Failed, Notice } from '../ui/notice/Trouble.tsx';
import styles from './Home.module.css';
import { earnedQuery } from './queries.ts';

type Line = EarnedBody['messages'][number];
/** The best of the day; the rest is on the messages' own page. */
const LINES_MAX = 5;

/** What each message did on the day. Orders after a click and after a view stand apart and are not added up. */
export function Earned({ yesterday, before }: { yesterday: string; before: string }) {
  const t = useTexts(texts);
  const { language } = useWords();
  const site = useSite();
  const now = useQuery(earnedQuery(site.id, yesterday));
  const then = useQuery(earnedQuery(site.id, before));
  const { data: list } = useQuery(messagesQuery(site.id));
  const all = (
    <LinkButton to="/sites/$siteId/messages" params={{ siteId: site.id }} variant="light">
      {t.allMessages}
    </LinkButton>
  );
  const lines = now.data?.messages.toSorted((a, b) => worth(b) - worth(a) || b.shown - a.shown) ?? [];
  const [sum, was] = [total(now.data), total(then.data)];
  return (
    <div className={styles.section}>
      <Sheet id="earned" title={t.earned} text={now.data && t.earnedText(number(sum.click, language), number(sum.view, language), number(was.click, language), number(was.view, language))} actions={all} testId="earned">
        {now.isPending ? (
          <div aria-busy="true" className={styles.waiting}>
            <Skeleton height={44} radius={10} />
            <Skeleton height={44} radius={10} />
          </div>
        ) : !now.data ? (
          <Failed title={t.failed} error={now.error} retry={() => void now.refetch()} busy={now.isFetching} testId="earned-error" />
        ) : lines.length === 0 ? (
          <Notice picture={<MessagePicture type="popcorn" size={64} />} title={t.earnedNone} text={t.earnedNoneHelp} testId="earned-empty" />
        ) : (
          <NumberTable label={t.earned}>
              <thead>
                <tr>
                  <th scope="col">{t.message}</th>
                  <th scope="col">
                    <Definition word={t.shown} meaning={t.shownHelp} />
                  </th>
                  <th scope="col">
                    <Definition word={t.clicked} meaning={t.clickedHelp} />
                  </th>
                  <th scope="col">
                    <Definition word={t.afterClick} meaning={t.afterClickHelp(now.data.attribution.click_days)} />
                  </th>
                  <th scope="col">
                    <Definition word={t.afterView} meaning={t.afterViewHelp(now.data.attribution.view_days)} />
                  </th>
                </tr>
              </thead>
              <tbody>
                {lines.slice(0, LINES_MAX).map((line) => {
                  const message = list?.messages.find(({ id }) => id === line.message);
                  return <Row key={line.message} siteId={site.id} line={line} name={message?.name ?? line.message} type={message?.type ?? ''} language={language} orders={t.orders} />;
                })}
              </tbody>
          </NumberTable>
        )}
        {now.data && (
          <div className={styles.rule}>
            <Rule>{now.data.attribution.rule[language]}</Rule>
          </div>
        )}
      </Sheet>
    </div>
  );
}

function Row({ siteId, line, name, type, language, orders }: { siteId: string; line: Line; name: string; type: string; language: Language; orders: (n: string) => string }) {
  const credited = (n: number, revenue: Line['click_revenue']) => (
    <td data-none={n === 0 || undefined}>
      {orders(number(n, language))}
      {!isZero(revenue.amount) && <small>{money(revenue, language)}</small>}
    </td>
  );
  return (
    <tr data-testid="earned-line" data-message={line.message}>
      <th scope="row">
        <span className={styles.message}>
          <MessagePicture type={type} size={32} />
          <Link to="/sites/$siteId/messages/results/$messageId" params={{ siteId, messageId: line.message }} className={styles.toMessage}>
            {name}
          </Link>
        </span>
      </th>
      <td>{number(line.shown, language)}</td>
      <td data-none={line.clicked === 0 || undefined}>
        {number(line.clicked, language)}
        {line.clicked > 0 && line.shown > 0 && <small>{percent(line.clicked, line.shown, language)}</small>}
      </td>
      {credited(line.click_conversions, line.click_revenue)}
      {credited(line.view_conversions, line.view_revenue)}
    </tr>
  );
}

/** For the order of lines only. */
const worth = ({ click_revenue, view_revenue }: Line): number => Math.max(Number(click_revenue.amount), Number(view_revenue.amount));

function total(earned: EarnedBody | undefined): { click: number; view: number } {
  const sum = (of: (line: Line) => number) => (earned?.messages ?? []).reduce((all, line) => all + of(line), 0);
  return { click: sum((line) => line.click_conversions), view: sum((line) => line.view_conversions) };
}
