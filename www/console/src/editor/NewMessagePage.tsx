import { useTexts } from '../i18n/index.tsx';
import { starts } from '../i18n/starts.ts';
import { Gallery } from './gallery/Gallery.tsx';
import { Opened } from './MessagePage.tsx';
import { newMessageRoute } from './route.ts';

/** A message that is begun: first its type, then its words. */
export function NewMessagePage() {
  const { siteId } = newMessageRoute.useParams();
  const { type, segment } = newMessageRoute.useSearch();
  const ready = useTexts(starts);
  if (!type) return <Gallery siteId={siteId} segment={segment} />;
  return <Opened key={type} siteId={siteId} stored={null} message={{ ...ready[type], type, ...(segment && { segment }) }} />;
}
