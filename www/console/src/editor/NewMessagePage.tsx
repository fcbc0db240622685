import { useQuery } from '@tanstack/react-query';
import { editor } from '../i18n/editor.ts';
import { useTexts, useWords } from '../i18n/index.tsx';
import { starts } from '../i18n/starts.ts';
import { list as segmentList, recipes } from '../segments/calls.ts';
import { Failed } from '../ui/notice/Trouble.tsx';
import { Gallery } from './gallery/Gallery.tsx';
import { Opened, Waiting } from './MessagePage.tsx';
import { messageOf, type Cooked } from './recipe.ts';
import { newMessageRoute } from './route.ts';

/** A message that is begun: first its type, then its words; or a recipe's. */
export function NewMessagePage() {
  const { siteId } = newMessageRoute.useParams();
  const { type, recipe, segment } = newMessageRoute.useSearch();
  const t = useTexts(editor);
  const { language } = useWords();
  const ready = useTexts(starts);
  const cooked = useQuery({ ...recipes, enabled: recipe !== undefined });
  const whom = segment ? { segment } : {};
  // Written for somebody, it is called after them: what the type's own words begin with may be for others.
  const all = useQuery({ ...segmentList(siteId, { sort: 'name' }), enabled: segment !== undefined && type !== undefined });
  if (recipe !== undefined) {
    if (cooked.isError) return <Failed title={t.page.recipeFailed} error={cooked.error} retry={() => void cooked.refetch()} busy={cooked.isFetching} testId="recipe-error" />;
    if (!cooked.data) return <Waiting />;
    const found = cooked.data.recipes.find(({ id }) => id === recipe);
    const message = found && messageOf(found as unknown as Cooked, found.title[language]);
    if (message) return <Opened key={recipe} siteId={siteId} stored={null} message={{ ...message, ...whom }} />;
  }
  if (!type) return <Gallery siteId={siteId} segment={segment} />;
  if (segment !== undefined && all.isPending && !all.isError) return <Waiting />;
  const who = all.data?.find(({ id }) => id === segment)?.name;
  return <Opened key={type} siteId={siteId} stored={null} message={{ ...ready[type], ...(who && { name: t.page.nameFor(who, t.types[type]).slice(0, 100) }), type, ...whom }} />;
}
