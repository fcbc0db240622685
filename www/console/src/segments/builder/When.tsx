import { Ago, useNow } from '../../clock.tsx';
import { useWords } from '../../i18n/index.tsx';

/** How long ago; of another day its date. */
export function When({ at }: { at: string }) {
  const { language } = useWords();
  const now = useNow();
  const moment = Date.parse(at);
  if (now - moment < 86_400_000) return <Ago at={moment} />;
  const format = new Intl.DateTimeFormat(language === 'ko' ? 'ko-KR' : 'en-US', { dateStyle: 'medium' });
  return <time dateTime={at}>{format.format(moment)}</time>;
}
