import { useQuery } from '@tanstack/react-query';
import { useTexts } from '../../i18n/index.tsx';
import { templates as texts } from '../../i18n/templates.ts';
import { carrierQuery } from '../../settings/carrier/queries.ts';
import { Waiting } from '../../settings/SettingsForm.tsx';
import { useSite } from '../../site/useSite.ts';
import { Failed } from '../../ui/notice/Trouble.tsx';
import { Sheet } from '../../ui/page/Sheet.tsx';
import { templateRoute } from '../routes.ts';
import { reviewsQuery, templateQuery, useTemplateEngine, type Tagged } from './queries.ts';
import { EMPTY } from './template.ts';
import { TemplateEditor } from './TemplateEditor.tsx';

/** A template that is not there yet. */
export function NewTemplatePage() {
  return <Desk stored={null} />;
}

/** One that is. */
export function TemplatePage() {
  const t = useTexts(texts);
  const { id } = useSite();
  const { templateId } = templateRoute.useParams();
  const query = useQuery(templateQuery(id, templateId));
  if (query.isPending) return <Waiting />;
  if (!query.data) {
    return (
      <Sheet>
        <Failed title={t.oneFailed} error={query.error} retry={() => void query.refetch()} busy={query.isFetching} testId="template-error" />
      </Sheet>
    );
  }
  return <Desk key={templateId} stored={query.data} />;
}

/** Everything that a template is written by. */
function Desk({ stored }: { stored: Tagged | null }) {
  const t = useTexts(texts);
  const { id } = useSite();
  const { see, error, retry } = useTemplateEngine();
  const carrier = useQuery(carrierQuery(id));
  const reviews = useQuery(reviewsQuery(id));
  const failure = error ?? carrier.error ?? reviews.error;
  if (failure && !(see && carrier.data !== undefined && reviews.data)) {
    const again = () => {
      retry();
      for (const each of [carrier, reviews]) if (each.isError) void each.refetch();
    };
    return <Failed title={t.oneFailed} error={failure} retry={again} busy={false} testId="engine-error" />;
  }
  if (!see || carrier.data === undefined || !reviews.data) return <Waiting />;
  return <TemplateEditor stored={stored} first={stored?.body.definition ?? EMPTY} see={see} carrier={carrier.data?.body ?? null} />;
}
