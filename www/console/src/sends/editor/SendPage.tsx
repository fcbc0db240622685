import { useQuery } from '@tanstack/react-query';
import { sendEditor } from '../../i18n/sendEditor.ts';
import { useTexts } from '../../i18n/index.tsx';
import { siteQuery } from '../../queries.ts';
import { carrierQuery } from '../../settings/carrier/queries.ts';
import { Waiting } from '../../settings/SettingsForm.tsx';
import { useSite } from '../../site/useSite.ts';
import { Failed } from '../../ui/notice/Trouble.tsx';
import { Sheet } from '../../ui/page/Sheet.tsx';
import { listsQuery, sendQuery, type Send, type Tagged } from '../queries.ts';
import { newSendRoute, sendRoute } from '../routes.ts';
import { reviewsQuery, templateNamesQuery } from '../templates/queries.ts';
import { byTemplate, NO_TEXT } from './draft.ts';
import { useSendEngine } from './engine.ts';
import { SendEditor } from './SendEditor.tsx';

/** A send that is not there yet. */
export function NewSendPage() {
  const { list, segment, template } = newSendRoute.useSearch();
  const audience: Send['audience'] = list ? { type: 'list', list } : segment ? { type: 'segment', segment } : { type: 'members' };
  return <Desk stored={null} first={{ name: '', use: 'information', audience, schedule: { type: 'at_once' }, content: template ? byTemplate(template) : NO_TEXT }} />;
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
  return <Desk key={sendId} stored={send.data} first={send.data.body.definition} />;
}

/** Everything that a send is written by. */
function Desk({ stored, first }: { stored: Tagged | null; first: Send }) {
  const t = useTexts(sendEditor);
  const { id } = useSite();
  const { see, error, retry } = useSendEngine();
  const site = useQuery(siteQuery(id));
  const carrier = useQuery(carrierQuery(id));
  const lists = useQuery(listsQuery(id));
  const reviews = useQuery(reviewsQuery(id));
  const names = useQuery(templateNamesQuery(id));
  const failure = error ?? site.error ?? carrier.error ?? lists.error ?? reviews.error ?? names.error;
  if (failure && !(see && site.data && carrier.data !== undefined && lists.data && reviews.data && names.data)) {
    const again = () => {
      retry();
      for (const each of [site, carrier, lists, reviews, names]) if (each.isError) void each.refetch();
    };
    return <Failed title={t.engineFailed} error={failure} retry={again} busy={false} testId="engine-error" />;
  }
  if (!see || !site.data || carrier.data === undefined || !lists.data || !reviews.data || !names.data) return <Waiting />;
  const templates = reviews.data.map((review) => ({ review, name: names.data.get(review.template) ?? review.template }));
  return <SendEditor stored={stored} first={first} see={see} zone={site.data.zone} carrier={carrier.data?.body ?? null} lists={lists.data} templates={templates} />;
}
