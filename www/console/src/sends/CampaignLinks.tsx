import '@mantine/core/styles/Menu.css';
import '@mantine/core/styles/Popover.css';
import { Menu } from '@mantine/core';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { api, type CampaignLine } from '../api.ts';
import { campaignsQuery } from '../campaigns/queries.ts';
import { useTexts, useWords } from '../i18n/index.tsx';
import { templates } from '../i18n/templates.ts';
import { useSite } from '../site/useSite.ts';
import { saveText } from '../ui/notice/problem.ts';
import { toast } from '../ui/notice/toast.ts';
import { Icon } from '../ui/Icon.tsx';
import styles from './CampaignLinks.module.css';

/** Puts a campaign's short link in: that of what carries it, where it has a name already (`message`), so that its clicks are its own; else the campaign's own. */
export function CampaignLinks({ message, put, testId }: { message: string | undefined; put: (link: string) => void; testId: string }) {
  const t = useTexts(templates);
  const { t: common, language } = useWords();
  const site = useSite();
  const all = useInfiniteQuery(campaignsQuery(site.id, { sort: 'name' }));
  const campaigns = all.data?.pages.flatMap((page) => page.campaigns) ?? [];
  const take = useMutation({
    mutationFn: async ({ id, links }: CampaignLine) => {
      if (message) return (await api.post('/api/sites/{id}/campaigns/{cid}/links', { path: { id: site.id, cid: id }, body: { message } })).short;
      return links.find((link) => link.message === '')?.short;
    },
    onSuccess: (short) => short && put(short),
    onError: (error) => toast(saveText(error, common, language), { tone: 'bad' }),
  });
  return (
    <Menu position="bottom-end" transitionProps={{ duration: 120 }} width={280} returnFocus={false}>
      <Menu.Target>
        <button type="button" className={styles.button} data-testid={testId}>
          <Icon name="campaign" size={16} />
          {t.campaign}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {campaigns.map((campaign) => (
          <Menu.Item key={campaign.id} onClick={() => take.mutate(campaign)} data-testid="campaign-choice">
            {campaign.name}
          </Menu.Item>
        ))}
        {all.data && campaigns.length === 0 && (
          <>
            <Menu.Label>{t.campaignNone}</Menu.Label>
            <Menu.Item component="a" href={`/console/sites/${site.id}/campaigns`} target="_blank" rel="noreferrer">
              {t.campaignMake}
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
