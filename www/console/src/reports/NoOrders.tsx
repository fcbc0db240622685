import { useTexts } from '../i18n/index.tsx';
import { reports } from '../i18n/reports.ts';
import { useSite } from '../site/useSite.ts';
import { CodeBox } from '../ui/CodeBox.tsx';
import { LinkButton } from '../ui/LinkButton.tsx';
import { Notice } from '../ui/notice/Trouble.tsx';
import { Sheet } from '../ui/page/Sheet.tsx';
import type { ReactNode } from 'react';

/** Nothing to count: from when orders count, and how they come here. `widen`: where it is these days alone that have none. */
export function NoOrders({ widen, text }: { widen?: ReactNode; text?: string }) {
  const t = useTexts(reports);
  const { id: siteId } = useSite();
  const at = `${location.origin}/api/sites/${siteId}`;
  const head = `-H 'Authorization: Bearer TOKEN'`;
  const order = JSON.stringify({ orders: [{ id: '20261122-0001', at: '2026-11-22T10:30:00+09:00', value: '39000', member: 'kim', items: [{ id: 'P-1', name: '찻잔', quantity: 1, price: '39000' }] }] });
  return (
    <>
      <Sheet>
        <Notice title={widen ? t.nothing : t.empty} text={text ?? (widen ? t.nothingHelp : t.emptyHelp)} action={widen} testId="report-empty" />
      </Sheet>
      <Sheet
        id="how"
        title={t.howApi}
        text={t.howApiHelp}
        actions={
          <LinkButton variant="light" to="/sites/$siteId/settings/tokens" params={{ siteId }}>
            {t.tokens}
          </LinkButton>
        }
      >
        <CodeBox lines label={t.howApi} text={`curl -X POST '${at}/orders' ${head} \\\n  -H 'Content-Type: application/json' \\\n  -d '${order}'`} testId="how-orders" />
      </Sheet>
      <Sheet
        id="how-file"
        title={t.howFile}
        text={t.howFileHelp}
        actions={
          <LinkButton variant="light" to="/sites/$siteId/settings/imports" params={{ siteId }} data-testid="to-imports">
            {t.toImports}
          </LinkButton>
        }
      >
        <CodeBox lines label={t.howFile} text={`curl -X POST '${at}/imports?kind=orders&apply=true' ${head} \\\n  -H 'Content-Type: text/csv' --data-binary @orders.csv`} testId="how-file" />
      </Sheet>
    </>
  );
}
