import { Button, Textarea } from '@mantine/core';
import { moment } from '../../format.ts';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { templates as texts } from '../../i18n/templates.ts';
import { mayEdit, useSite } from '../../site/useSite.ts';
import { LinkButton } from '../../ui/LinkButton.tsx';
import { newSendRoute } from '../routes.ts';
import type { Review, ReviewState } from './template.ts';
import styles from './Templates.module.css';

type Props = { template: string; review: Review | undefined; state: ReviewState; isSince: boolean; note: string; setNote: (note: string) => void; look: () => void; isLooking: boolean };

/** Where the review stands, why it was rejected, and what can be done now. */
export function ReviewBox({ template, review, state, isSince, note, setNote, look, isLooking }: Props) {
  const t = useTexts(texts);
  const { language } = useWords();
  const site = useSite();
  const { title, text } = t.review[state];
  return (
    <section className={styles.review} data-state={state} data-testid="review">
      <div className={styles.head}>
        <strong>{title}</strong>
        {state === 'in_review' && mayEdit(site) && (
          <Button variant="light" loading={isLooking} onClick={look} data-testid="refresh-reviews">
            {t.refresh}
          </Button>
        )}
        {state === 'approved' && mayEdit(site) && (
          <LinkButton to={newSendRoute.to} params={{ siteId: site.id }} search={{ template }} data-testid="template-send">
            {t.send}
          </LinkButton>
        )}
      </div>
      <p>
        {state === 'approved' && isSince ? t.changedSince : text}
        {review && state === 'in_review' && ` (${t.seen(moment(review.seen_at, language))})`}
      </p>
      {state === 'rejected' && (
        <>
          {(review?.reasons.length ?? 0) > 0 ? (
            <ul className={styles.reasons} data-testid="reasons">
              {review?.reasons.map((reason, at) => (
                <li key={at}>{reason}</li>
              ))}
            </ul>
          ) : (
            <p>{t.reasonNone}</p>
          )}
          {mayEdit(site) && <Textarea className={styles.note!} label={t.note} description={t.noteHelp} autosize minRows={2} maxRows={6} maxLength={500} value={note} onChange={(event) => setNote(event.currentTarget.value)} data-testid="review-note" />}
        </>
      )}
    </section>
  );
}
