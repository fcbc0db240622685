import { useTexts } from '../i18n/index.tsx';
import { messages as texts } from '../i18n/messages.ts';
import { useSite } from '../site/useSite.ts';
import { PageTab, PageTabs } from '../ui/page/PageTabs.tsx';

/** The pages about messages as a whole. */
export function MessagesTabs() {
  const t = useTexts(texts);
  const params = { siteId: useSite().id };
  return (
    <PageTabs label={t.title}>
      <PageTab to="/sites/$siteId/messages" params={params} activeOptions={{ exact: true, includeSearch: false }} data-testid="tab-list">
        {t.tabs.list}
      </PageTab>
      <PageTab to="/sites/$siteId/messages/groups" params={params} activeOptions={{ includeSearch: false }} data-testid="tab-groups">
        {t.tabs.groups}
      </PageTab>
      <PageTab to="/sites/$siteId/messages/calendar" params={params} activeOptions={{ includeSearch: false }} data-testid="tab-calendar">
        {t.tabs.calendar}
      </PageTab>
      <PageTab to="/sites/$siteId/messages/rehearsal" params={params} activeOptions={{ includeSearch: false }} data-testid="tab-rehearsal">
        {t.tabs.rehearsal}
      </PageTab>
    </PageTabs>
  );
}
