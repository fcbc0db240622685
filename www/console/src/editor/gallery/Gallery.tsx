import { Link } from '@tanstack/react-router';
import { useTexts } from '../../i18n/index.tsx';
import { editor } from '../../i18n/editor.ts';
import { messagesRoute } from '../../messages/route.ts';
import { storeRoute } from '../../segments/route.ts';
import { LinkButton } from '../../ui/LinkButton.tsx';
import { BackLink } from '../../ui/page/BackLink.tsx';
import { PageHeader } from '../../ui/page/PageHeader.tsx';
import { Example } from './Example.tsx';
import styles from './Gallery.module.css';
import { newMessageRoute } from '../route.ts';
import { TYPES } from '../types.ts';

/** What a message may look like: one of each, drawn small, with what it is good for. */
export function Gallery({ siteId, segment }: { siteId: string; segment: string | undefined }) {
  const t = useTexts(editor);
  return (
    <div className={styles.gallery} data-testid="gallery">
      <BackLink to={messagesRoute.to} params={{ siteId }} search={{}}>
        {t.page.back}
      </BackLink>
      <PageHeader title={t.gallery.title} lead={t.gallery.lead}>
        <LinkButton variant="light" to={storeRoute.to} params={{ siteId }} search={{ of: 'recipes' }} data-testid="to-recipes">
          {t.gallery.recipes}
        </LinkButton>
      </PageHeader>
      <ul className={styles.list}>
        {TYPES.map((type) => (
          <li key={type}>
            <Link className={styles.card} to={newMessageRoute.to} params={{ siteId }} search={{ type, segment }} data-testid={`type-${type}`}>
              <Example type={type} />
              <span className={styles.words}>
                <strong>{t.types[type]}</strong>
                <span>{t.gallery.help[type]}</span>
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
