import { useQuery } from '@tanstack/react-query';
import { useTexts } from '../../i18n/index.tsx';
import { sendEditor } from '../../i18n/sendEditor.ts';
import { siteQuery } from '../../queries.ts';
import { carrierQuery } from '../../settings/carrier/queries.ts';
import { Waiting } from '../../settings/SettingsForm.tsx';
import { useSite } from '../../site/useSite.ts';
import { Failed } from '../../ui/notice/Trouble.tsx';
import { BackLink } from '../../ui/page/BackLink.tsx';
import { Sheet } from '../../ui/page/Sheet.tsx';
import { useTitle } from '../../ui/page/useTitle.ts';
import { sends } from '../../i18n/sends.ts';
import { listsQuery, runsQuery, sendQuery, type Send, type Tagged } from '../queries.ts';
import { newSendRoute, sendRoute, sendsRoute } from '../routes.ts';
import { useSendEngine } from './engine.ts';
import { Runs } from './Runs.tsx';
import { SendEditor } from './SendEditor.tsx';

/** A send that is not there yet. */
export function NewSendPage() {
  const { list, segment } = newSendRoute.useSearch();
  const audience: Send['audience'] = list ? { type: 'list', list } : segment ? { type: 'segment', segment } : { type: 'members' };
  return <Desk stored={null} first={{ name: '', use: 'information', audience, schedule: { type: 'at_once' }, content: { type: 'text', sender: '', subject: '', text: '' } }} />;
}

/** One that is. */
export function SendPage() {
  const t = useTexts(sendEditor);
  const { id } = useSite();
  const { sendId } = sendRoute.useParams();
  const send = useQuery(sendQuery(id, sendId));
  if (send.isPending) return <Waiting />;
  if (!send.data) {
    return (
      <Sheet>
        <Failed title={t.failed} error={send.error} retry={() => void send.refetch()} busy={send.isFetching} testId="send-error" />
      </Sheet>
    );
  }
  const { definition } = send.data.body;
  if (definition.content.type === 'alimtalk') return <ByTemplate name={send.data.body.name} template={definition.content.template} send={sendId} />;
  return <Desk key={sendId} stored={send.data} first={{ ...definition, content: definition.content }} />;
}

/** An Alimtalk: what it says is its template's, and what became of it is here. */
function ByTemplate({ name, template, send }: { name: string; template: string; send: string }) {
  const t = useTexts(sendEditor);
  const { title } = useTexts(sends);
  const site = useSite();
  const own = useQuery(siteQuery(site.id));
  const runs = useQuery(runsQuery(site.id, send));
  useTitle(name);
  return (
    <>
      <BackLink to={sendsRoute.to} params={{ siteId: site.id }} search={{}}>
        {title}
      </BackLink>
      <h1>{name}</h1>
      <Sheet id="template" title={t.alimtalk.title} text={t.alimtalk.text(template)} />
      {own.data && runs.data && runs.data.runs.length > 0 && <Runs runs={runs.data.runs} zone={own.data.zone} />}
    </>
  );
}

/** Everything that a send is written by. */
function Desk({ stored, first }: { stored: Tagged | null; first: Send }) {
  const t = useTexts(sendEditor);
  const { id } = useSite();
  const { see, error, retry } = useSendEngine();
  const site = useQuery(siteQuery(id));
  const carrier = useQuery(carrierQuery(id));
  const lists = useQuery(listsQuery(id));
  const failure = error ?? site.error ?? carrier.error ?? lists.error;
  if (failure && !(see && site.data && carrier.data !== undefined && lists.data)) {
    const again = () => {
      retry();
      for (const each of [site, carrier, lists]) if (each.isError) void each.refetch();
    };
    return <Failed title={t.engineFailed} error={failure} retry={again} busy={false} testId="engine-error" />;
  }
  if (!see || !site.data || carrier.data === undefined || !lists.data) return <Waiting />;
  return <SendEditor stored={stored} first={first} see={see} zone={site.data.zone} carrier={carrier.data?.body ?? null} lists={lists.data} />;
}
