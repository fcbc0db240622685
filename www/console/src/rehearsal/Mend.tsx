import { messageRoute } from '../editor/route.ts';
import { groupsRoute } from '../groups/route.ts';
import { editor } from '../i18n/editor.ts';
import { useTexts, useWords } from '../i18n/index.tsx';
import { rehearsal as texts } from '../i18n/rehearsal.ts';
import { segmentRoute } from '../segments/route.ts';
import { useSite } from '../site/useSite.ts';
import { LinkButton } from '../ui/LinkButton.tsx';
import { Notice } from '../ui/notice/Trouble.tsx';
import { placeOf, type Refused } from './queries.ts';

/** Why the set cannot be played: whose fault it is, in words, and the way to where it is mended. */
export function Mend({ refused }: { refused: Refused }) {
  const t = useTexts(texts);
  const { names } = useTexts(editor).differences;
  const { language } = useWords();
  const { id: siteId } = useSite();
  const place = placeOf(refused);
  // The edge's sentence is English.
  const detail = language === 'en' ? refused.why.problem.detail : '';
  const field = place && nameOf(place.at, names);
  const to = {
    message: place && <LinkButton to={messageRoute.to} params={{ siteId, messageId: place.id }} search={{ mend: true }}>{t.mend.message}</LinkButton>,
    segment: place && <LinkButton to={segmentRoute.to} params={{ siteId, segmentId: place.id }} search={{}}>{t.mend.segment}</LinkButton>,
    group: <LinkButton to={groupsRoute.to} params={{ siteId }} search={{}}>{t.mend.group}</LinkButton>,
  };
  return <Notice title={t.refused} text={place ? t.refusedAt[place.what](place.name, field ?? '', detail) : t.refusedHelp(detail)} action={place && to[place.what]} testId="rehearsal-refused" alert />;
}

/** What a field is called in the console: the longest part of its path that has a name. */
function nameOf(at: string, names: Record<string, string>): string | undefined {
  const parts = at.replace(/^variants\[\d+\]\.(?=content)/, '').split(/[.[]/);
  for (let length = parts.length; length > 0; length -= 1) {
    const name = names[parts.slice(0, length).join('.')];
    if (name) return name;
  }
  return undefined;
}
