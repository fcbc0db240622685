import { Button } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef } from 'react';
import { moment } from '../../format.ts';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { templates as texts } from '../../i18n/templates.ts';
import { carrierQuery } from '../../settings/carrier/queries.ts';
import { mayEdit, useSite } from '../../site/useSite.ts';
import { Icon } from '../../ui/Icon.tsx';
import { LinkButton } from '../../ui/LinkButton.tsx';
import { List } from '../../ui/list/List.tsx';
import { ListTools, useListSearch } from '../../ui/list/ListTools.tsx';
import { RowLink } from '../../ui/list/RowLink.tsx';
import { saveText } from '../../ui/notice/problem.ts';
import { toast } from '../../ui/notice/toast.ts';
import { Notice } from '../../ui/notice/Trouble.tsx';
import { PageHeader } from '../../ui/page/PageHeader.tsx';
import { newTemplateRoute, templateRoute, TEMPLATE_SORTS } from '../routes.ts';
import { SendsTabs } from '../SendsTabs.tsx';
import { refresh, reviewsQuery, templatesQuery, type Line } from './queries.ts';
import { ReviewTag } from './ReviewTag.tsx';
import { stateOf, type Review } from './template.ts';
import styles from './Templates.module.css';

/** The shop's templates, and where their reviews stand. */
export function Templates() {
  const t = useTexts(texts);
  const { t: common, language } = useWords();
  const site = useSite();
  const client = useQueryClient();
  const query = useInfiniteQuery(templatesQuery(site.id, useListSearch()));
  const reviews = useQuery(reviewsQuery(site.id));
  const carrier = useQuery(carrierQuery(site.id));
  const byId = useMemo(() => new Map(reviews.data?.map((review) => [review.template, review])), [reviews.data]);
  const ask = useMutation({
    mutationFn: (_: { quietly: boolean }) => refresh(site.id),
    onSuccess: (all, { quietly }) => {
      client.setQueryData(reviewsQuery(site.id).queryKey, all);
      if (!quietly) toast(t.refreshed);
    },
    onError: (error, { quietly }) => !quietly && toast(saveText(error, common, language), { tone: 'bad' }),
  });
  const { mutate } = ask;
  // What is in review is asked about once when somebody comes to look.
  const asked = useRef(false);
  const waits = reviews.data?.some(({ state }) => state === 'in_review') ?? false;
  const may = mayEdit(site);
  useEffect(() => {
    if (!waits || !may || asked.current) return;
    asked.current = true;
    mutate({ quietly: true });
  }, [waits, may, mutate]);
  const make = may && (
    <LinkButton to={newTemplateRoute.to} params={{ siteId: site.id }} leftSection={<Icon name="plus" size={18} />} data-testid="new-template">
      {t.make}
    </LinkButton>
  );
  const sender = carrier.data?.body.sender as { channel?: string } | undefined;
  return (
    <div data-testid="templates-page">
      <PageHeader title={t.title} lead={t.lead}>
        {may && (reviews.data?.length ?? 0) > 0 && (
          <Button variant="light" loading={ask.isPending} onClick={() => mutate({ quietly: false })} data-testid="refresh-reviews">
            {t.refresh}
          </Button>
        )}
        {make}
      </PageHeader>
      <SendsTabs />
      {carrier.data !== undefined && (sender?.channel ?? '') === '' && (
        <p className={styles.first} data-testid="connect-kakao">
          <span>{t.connectFirst}</span>
          <LinkButton variant="light" to="/sites/$siteId/settings/carrier" params={{ siteId: site.id }}>
            {t.connect}
          </LinkButton>
        </p>
      )}
      <ListTools label={t.search} sorts={TEMPLATE_SORTS.map((value) => ({ value, label: t.sorts[value] }))} />
      <List
        query={query}
        items={query.data?.pages.flatMap(({ templates }) => templates)}
        keyOf={({ id }) => id}
        label={t.title}
        failed={t.failed}
        testId="templates"
        empty={<Notice title={t.empty} text={t.emptyHelp} action={make || undefined} testId="templates-empty" />}
        row={(line) => <Row line={line} review={byId.get(line.id)} />}
      />
    </div>
  );
}

function Row({ line, review }: { line: Line; review: Review | undefined }) {
  const t = useTexts(texts);
  const { language } = useWords();
  const site = useSite();
  const { state, isChanged } = stateOf(line.version, review);
  return (
    <div className={styles.row} data-testid="template" data-name={line.name}>
      <div className={styles.what}>
        <p className={styles.kind}>
          <ReviewTag state={state} />
          {isChanged && <span className={styles.since}>{t.changedShort}</span>}
        </p>
        <RowLink to={templateRoute.to} params={{ siteId: site.id, templateId: line.id }}>
          {line.name}
        </RowLink>
        <p className={styles.says}>{line.template.body}</p>
        {state === 'rejected' && <p className={styles.reason}>{review?.reasons.at(-1) ?? t.reasonNone}</p>}
      </div>
      <p className={styles.quiet}>
        {t.kinds[line.template.kind]} · {t.emphases[line.template.emphasis.type]}
        {review && (
          <>
            <br />
            {t.seen(moment(review.seen_at, language))}
          </>
        )}
      </p>
    </div>
  );
}
