import { newMessageRoute } from '../../editor/route.ts';
import { useTexts } from '../../i18n/index.tsx';
import { segments } from '../../i18n/segments.ts';
import { LinkButton } from '../../ui/LinkButton.tsx';
import styles from './SegmentPage.module.css';

/** A segment alone shows nobody anything: what is to be done next, until something uses it. Of a recipe it is the recipe's own message. */
export function Onward({ siteId, segmentId, recipe }: { siteId: string; segmentId: string; recipe: string | undefined }) {
  const t = useTexts(segments).page;
  return (
    <section className={styles.onward} aria-label={t.onwardTitle} data-testid="onward">
      <p>
        <strong>{t.onwardTitle}</strong>
        <span>{recipe ? t.onwardRecipe : t.onwardText}</span>
      </p>
      <LinkButton to={newMessageRoute.to} params={{ siteId }} search={{ segment: segmentId, recipe }} data-testid="onward-message">
        {t.onward}
      </LinkButton>
    </section>
  );
}
