import { Button } from '@mantine/core';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { CampaignLine } from '../api.ts';
import { number, shortUrl } from '../format.ts';
import { campaigns as texts } from '../i18n/campaigns.ts';
import { useTexts, useWords } from '../i18n/index.tsx';
import { mayEdit, useSite } from '../site/useSite.ts';
import { Icon } from '../ui/Icon.tsx';
import { List } from '../ui/list/List.tsx';
import { ListTools, useListSearch } from '../ui/list/ListTools.tsx';
import { PageHeader } from '../ui/page/PageHeader.tsx';
import { RowLink } from '../ui/list/RowLink.tsx';
import { Notice } from '../ui/notice/Trouble.tsx';
import { CampaignDialog } from './CampaignDialog.tsx';
import styles from './Campaigns.module.css';
import { campaignsKey, campaignsQuery } from './queries.ts';
import { SORTS } from './routes.ts';

/** Landing pages of the shop with the codes by which it is known who came from where. */
export function Campaigns() {
  const t = useTexts(texts);
  const site = useSite();
  const client = useQueryClient();
  const navigate = useNavigate();
  const query = useInfiniteQuery(campaignsQuery(site.id, useListSearch()));
  const [making, setMaking] = useState(false);
  const make = mayEdit(site) && (
    <Button leftSection={<Icon name="plus" size={18} />} onClick={() => setMaking(true)} data-testid="new-campaign">
      {t.make}
    </Button>
  );
  return (
    <div data-testid="campaigns-page">
      <PageHeader title={t.title} lead={t.lead}>
        {make}
      </PageHeader>
      <ListTools label={t.search} sorts={SORTS.map((value) => ({ value, label: t.sorts[value] }))} />
      <List
        query={query}
        items={query.data?.pages.flatMap(({ campaigns }) => campaigns)}
        keyOf={({ id }) => id}
        label={t.title}
        failed={t.failed}
        testId="campaigns"
        empty={<Notice title={t.empty} text={t.emptyHelp} action={make || undefined} testId="campaigns-empty" />}
        row={(campaign) => <Row campaign={campaign} />}
      />
      {making && (
        <CampaignDialog
          onClose={() => setMaking(false)}
          onDone={async ({ body }) => {
            await client.invalidateQueries({ queryKey: campaignsKey(site.id) });
            await navigate({ to: '/sites/$siteId/campaigns/$campaign', params: { siteId: site.id, campaign: body.id } });
          }}
        />
      )}
    </div>
  );
}

function Row({ campaign }: { campaign: CampaignLine }) {
  const t = useTexts(texts);
  const { language } = useWords();
  const { id: siteId } = useSite();
  const clicks = campaign.links.reduce((sum, link) => sum + link.clicks, 0);
  return (
    <div className={styles.row} data-testid="campaign" data-campaign={campaign.id}>
      <div className={styles.what}>
        <RowLink to="/sites/$siteId/campaigns/$campaign" params={{ siteId, campaign: campaign.id }}>
          {campaign.name}
        </RowLink>
        <p className={styles.quiet}>
          {t.channels[campaign.channel]} · {shortUrl(campaign.landing)}
        </p>
      </div>
      <p className={styles.numbers}>
        <strong>{number(clicks, language)}</strong> {t.clicks}
        <span> · {t.links(campaign.links.length)}</span>
      </p>
    </div>
  );
}
