import '@mantine/core/styles/Input.css';
import { Button, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { ApiError, api, type CampaignItem, type Link as CampaignLink } from '../api.ts';
import { day, number } from '../format.ts';
import { campaigns as texts } from '../i18n/campaigns.ts';
import { useTexts, useWords } from '../i18n/index.tsx';
import { mayEdit, useSite } from '../site/useSite.ts';
import { Waiting } from '../settings/SettingsForm.tsx';
import { BackLink } from '../ui/page/BackLink.tsx';
import { CodeBox } from '../ui/CodeBox.tsx';
import { confirm } from '../ui/dialog/confirm.ts';
import { PageHeader } from '../ui/page/PageHeader.tsx';
import { saveText } from '../ui/notice/problem.ts';
import { Sheet } from '../ui/page/Sheet.tsx';
import { toast } from '../ui/notice/toast.ts';
import { Failed, Notice } from '../ui/notice/Trouble.tsx';
import { CampaignDialog } from './CampaignDialog.tsx';
import styles from './Campaigns.module.css';
import { campaignQuery, campaignsKey } from './queries.ts';
import { campaignRoute } from './routes.ts';

/** One campaign: its links, one a message, to copy; and who followed them. */
export function CampaignPage() {
  const t = useTexts(texts);
  const { t: common, language } = useWords();
  const site = useSite();
  const { campaign: id } = campaignRoute.useParams();
  const client = useQueryClient();
  const navigate = useNavigate();
  const query = useQuery(campaignQuery(site.id, id));
  const [changing, setChanging] = useState(false);
  const remove = useMutation({
    mutationFn: (etag: string) => api.delete('/api/sites/{id}/campaigns/{cid}', { path: { id: site.id, cid: id }, ifMatch: etag }),
    onSuccess: async () => {
      const was = query.data?.body;
      await navigate({ to: '/sites/$siteId/campaigns', params: { siteId: site.id } });
      client.removeQueries({ queryKey: campaignQuery(site.id, id).queryKey });
      await client.invalidateQueries({ queryKey: campaignsKey(site.id) });
      toast(t.removed(was?.name ?? ''));
    },
    onError: (error) => toast(error instanceof ApiError && error.code === 'in_use' ? t.inUse : saveText(error, common, language), { tone: 'bad' }),
  });
  if (query.isPending) return <Waiting />;
  if (!query.data) {
    return (
      <Sheet>
        <Failed title={t.failed} error={query.error} retry={() => void query.refetch()} busy={query.isFetching} testId="campaign-error" />
      </Sheet>
    );
  }
  const { body: campaign, etag } = query.data;
  const ask = async () => {
    if (await confirm({ title: t.removeTitle(campaign.name), text: t.removeText, yes: common.remove, danger: true })) remove.mutate(etag);
  };
  return (
    <div data-testid="campaign-page">
      <BackLink to="/sites/$siteId/campaigns" params={{ siteId: site.id }}>
        {t.title}
      </BackLink>
      <PageHeader title={campaign.name}>
        {mayEdit(site) && (
          <>
            <Button variant="light" onClick={() => setChanging(true)} data-testid="campaign-change">
              {t.change}
            </Button>
            <Button variant="subtle" loading={remove.isPending} onClick={() => void ask()} data-testid="campaign-remove">
              {common.remove}
            </Button>
          </>
        )}
      </PageHeader>
      <Sheet>
        <dl className={styles.facts}>
          <dt>{t.channel}</dt>
          <dd>{t.channels[campaign.channel]}</dd>
          <dt>{t.landing}</dt>
          <dd>{campaign.landing}</dd>
          {campaign.login && (
            <>
              <dt>{t.login}</dt>
              <dd>{campaign.login}</dd>
            </>
          )}
        </dl>
      </Sheet>
      <Links campaign={campaign} />
      <Clicks campaign={campaign} />
      {changing && (
        <CampaignDialog
          of={query.data}
          onClose={() => setChanging(false)}
          onDone={async (made) => {
            client.setQueryData(campaignQuery(site.id, id).queryKey, made);
            await client.invalidateQueries({ queryKey: campaignsKey(site.id) });
            toast(common.saved);
          }}
        />
      )}
    </div>
  );
}

function Links({ campaign }: { campaign: CampaignItem }) {
  const t = useTexts(texts);
  const { t: common, language } = useWords();
  const site = useSite();
  const client = useQueryClient();
  const [message, setMessage] = useState('');
  const add = useMutation({
    mutationFn: () => api.post('/api/sites/{id}/campaigns/{cid}/links', { path: { id: site.id, cid: campaign.id }, body: { message: message.trim() } }),
    onSuccess: async () => {
      setMessage('');
      await client.invalidateQueries({ queryKey: campaignQuery(site.id, campaign.id).queryKey });
      await client.invalidateQueries({ queryKey: campaignsKey(site.id) });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate();
  };
  const links = campaign.links.toSorted((a, b) => a.message.localeCompare(b.message));
  return (
    <Sheet id="links" title={t.linksTitle} text={t.linksHelp}>
      {mayEdit(site) && (
        <form onSubmit={submit} noValidate className={styles.add}>
          <TextInput label={t.carrier} description={t.carrierHelp} value={message} maxLength={40} onChange={(event) => (add.reset(), setMessage(event.currentTarget.value.toLowerCase().replace(/[\s_]+/g, '-')))} error={add.error ? (add.error instanceof ApiError && add.error.status === 422 ? t.carrierWrong : saveText(add.error, common, language)) : undefined} data-testid="link-message" />
          <Button type="submit" variant="light" loading={add.isPending} disabled={message.trim() === ''} data-testid="link-add">
            {t.addLink}
          </Button>
        </form>
      )}
      {links.length === 0 && <Notice title={t.noLinks} text={t.noLinksHelp} testId="links-empty" />}
      {links.map((link) => (
        <div key={link.code} className={styles.below}>
          <OneLink link={link} />
        </div>
      ))}
    </Sheet>
  );
}

function OneLink({ link }: { link: CampaignLink }) {
  const t = useTexts(texts);
  const { language } = useWords();
  return (
    <div className={styles.link} data-testid="link" data-message={link.message}>
      <p className={styles.head}>
        <span className={styles.carrier}>{link.message || t.ofAll}</span>
        <span className={styles.quiet}>
          {number(link.clicks, language)} {t.clicks}
        </span>
      </p>
      <CodeBox text={link.short} label={t.short} testId="link-short" />
      <CodeBox text={link.url} label={t.long} testId="link-url" />
    </div>
  );
}

function Clicks({ campaign }: { campaign: CampaignItem }) {
  const t = useTexts(texts);
  const { language } = useWords();
  const byDay = new Map<string, number>();
  for (const { day, clicks } of campaign.clicks_by_day) byDay.set(day, (byDay.get(day) ?? 0) + clicks);
  const days = [...byDay].sort(([a], [b]) => a.localeCompare(b)).slice(-30);
  const most = Math.max(...days.map(([, clicks]) => clicks), 1);
  const [first, last] = [days[0], days.at(-1)];
  if (!first || !last) return null;
  return (
    <Sheet id="clicks" title={t.clicksByDay}>
      <ol className={styles.bars} aria-label={t.clicksByDay}>
        {days.map(([at, clicks]) => (
          <li key={at} className={styles.bar} style={{ height: `${(clicks / most) * 100}%` }} title={`${day(at, language)}: ${number(clicks, language)}`}>
            <span className="sr">
              {day(at, language)}: {number(clicks, language)}
            </span>
          </li>
        ))}
      </ol>
      <p className={styles.axis} aria-hidden="true">
        <span>{day(first[0], language)}</span>
        {days.length > 1 && <span>{day(last[0], language)}</span>}
      </p>
    </Sheet>
  );
}
