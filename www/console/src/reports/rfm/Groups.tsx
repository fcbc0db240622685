import { Link } from '@tanstack/react-router';
import { money, number, percent } from '../../format.ts';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { reports } from '../../i18n/reports.ts';
import { rfm as texts } from '../../i18n/rfm.ts';
import { useSite } from '../../site/useSite.ts';
import { Definition } from '../../ui/Definition.tsx';
import { NumberTable } from '../../ui/list/NumberTable.tsx';
import { Sheet } from '../../ui/page/Sheet.tsx';
import { rfmGroupRoute, type RfmSearch } from '../routes.ts';
import { GROUPS, type Told } from './asked.ts';
import styles from './Rfm.module.css';

/** The longest bar beneath a share. */
const BAR_PX = 72;

/** Each group with what it brings, and what to do about it. */
export function Groups({ told, search }: { told: Told; search: RfmSearch }) {
  const t = useTexts(texts);
  const r = useTexts(reports);
  const { language } = useWords();
  const { id: siteId } = useSite();
  const revenue = told.groups.reduce((sum, each) => sum + Number(each.revenue), 0);
  const mostPeople = Math.max(1, ...told.groups.map(({ people }) => people));
  const mostRevenue = Math.max(1, ...told.groups.map(({ revenue }) => Number(revenue)));
  const columns = ['people', 'share', 'orders', 'revenue', 'revenueShare', 'days'] as const;
  return (
    <Sheet id="groups" title={t.tableTitle} testId="rfm-groups">
      <NumberTable label={r.table(t.tableTitle)}>
        <thead>
          <tr>
            <th scope="col">{t.group}</th>
            {columns.map((column) => (
              <th key={column} scope="col">
                <Definition word={t.cols[column]} meaning={t.colHelp[column]} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {GROUPS.map(({ group, tone }) => {
            const own = told.groups.find((each) => each.group === group);
            if (!own) return null;
            const [name, who, what] = t.groups[group];
            return (
              <tr key={group} data-testid="rfm-group" data-group={group}>
                <th scope="row" className={styles.group}>
                  <Link to={rfmGroupRoute.to} params={{ siteId, group }} search={search} className={styles.toGroup}>
                    <i className={styles.dot} data-tone={tone} />
                    {name}
                  </Link>
                  <small>
                    {who} {what}
                  </small>
                </th>
                <td data-none={own.people === 0 || undefined}>{number(own.people, language)}</td>
                <td data-none={own.people === 0 || undefined}>
                  {percent(own.people, told.customers, language)}
                  <i className={styles.bar} data-tone={tone} style={{ width: BAR_PX * (own.people / mostPeople) }} />
                </td>
                <td data-none={own.orders === 0 || undefined}>{number(own.orders, language)}</td>
                <td data-none={own.people === 0 || undefined}>{money({ amount: own.revenue, currency: told.currency }, language)}</td>
                <td data-none={own.people === 0 || undefined}>
                  {percent(Number(own.revenue), revenue, language)}
                  <i className={styles.bar} data-tone={tone} style={{ width: BAR_PX * Math.max(0, Number(own.revenue) / mostRevenue) }} />
                </td>
                <td data-none={own.people === 0 || undefined}>{own.people > 0 ? t.days(number(Math.round(own.days_since_order / own.people), language)) : '–'}</td>
              </tr>
            );
          })}
        </tbody>
      </NumberTable>
    </Sheet>
  );
}
