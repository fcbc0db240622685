import { useTexts } from '../i18n/index.tsx';
import { sends } from '../i18n/sends.ts';
import { useSite } from '../site/useSite.ts';
import { PageTab, PageTabs } from '../ui/page/PageTabs.tsx';

/** The pages about sends as a whole. */
export function SendsTabs() {
  const t = useTexts(sends);
  const params = { siteId: useSite().id };
  return (
    <PageTabs label={t.title}>
      <PageTab to="/sites/$siteId/sends" params={params} activeOptions={{ exact: true, includeSearch: false }}>
        {t.tabs.list}
      </PageTab>
      <PageTab to="/sites/$siteId/sends/automatic" params={params} data-testid="tab-automatic">
        {t.tabs.automatic}
      </PageTab>
      <PageTab to="/sites/$siteId/sends/templates" params={params} activeOptions={{ includeSearch: false }} data-testid="tab-templates">
        {t.tabs.templates}
      </PageTab>
      <PageTab to="/sites/$siteId/sends/lists" params={params} data-testid="tab-lists">
        {t.tabs.lists}
      </PageTab>
      <PageTab to="/sites/$siteId/sends/refusals" params={params} data-testid="tab-refusals">
        {t.tabs.refusals}
      </PageTab>
    </PageTabs>
  );
}
