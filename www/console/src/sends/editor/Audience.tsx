import { Checkbox, NativeSelect, NumberInput, Radio } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { number } from '../../format.ts';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { sendEditor } from '../../i18n/sendEditor.ts';
import { list as segmentList } from '../../segments/calls.ts';
import { newSegmentRoute } from '../../segments/route.ts';
import { useSite } from '../../site/useSite.ts';
import { Sheet } from '../../ui/page/Sheet.tsx';
import type { NumberList, Send } from '../queries.ts';
import { listsRoute } from '../routes.ts';
import styles from './Editor.module.css';
import type { Part } from './SendEditor.tsx';

const TYPES = ['members', 'segment', 'list'] as const;
const WITHIN = 30;
type Of<T extends Send['audience']['type']> = Extract<Send['audience'], { type: T }>;

/** To whom. */
export function Audience({ draft, set, fixed, error, lists }: Part & { lists: NumberList[] }) {
  const t = useTexts(sendEditor);
  const { audience } = draft;
  const turn = (type: (typeof TYPES)[number]) => set({ audience: type === 'members' ? { type } : type === 'segment' ? { type, segment: '' } : { type, list: '' } });
  return (
    <Sheet id="whom" title={t.whom}>
      <Radio.Group aria-labelledby="whom-title" value={audience.type} onChange={(type) => turn(type as (typeof TYPES)[number])}>
        <div className={styles.choices}>
          {TYPES.map((type) => (
            <div key={type}>
              <Radio value={type} label={t.audience[type]} description={t.audienceHelp[type]} disabled={fixed} data-testid={`audience-${type}`} />
              {type === audience.type && audience.type === 'segment' && <OfSegment audience={audience} set={set} fixed={fixed} error={error('audience.segment')} />}
              {type === audience.type && audience.type === 'list' && <OfList audience={audience} use={draft.use} set={set} fixed={fixed} error={error('audience.list')} lists={lists} />}
            </div>
          ))}
        </div>
      </Radio.Group>
    </Sheet>
  );
}

function OfSegment({ audience, set, fixed, error }: { audience: Of<'segment'>; set: Part['set']; fixed: boolean; error: string | undefined }) {
  const t = useTexts(sendEditor);
  const { language } = useWords();
  const { id } = useSite();
  const all = useQuery(segmentList(id, { sort: 'name' }));
  const chosen = all.data?.find((one) => one.id === audience.segment);
  const within = audience.visited_within_days;
  const isWithin = within !== undefined && within !== null;
  const data = [{ value: '', label: t.segmentNone }, ...(all.data ?? []).map((one) => ({ value: one.id, label: one.name || one.id }))];
  return (
    <div className={styles.inside}>
      <NativeSelect label={t.segment} data={data} value={audience.segment} onChange={(event) => set({ audience: { ...audience, segment: event.currentTarget.value } })} error={error} disabled={fixed} data-testid="send-segment" />
      {chosen?.sentence && (
        <p className={styles.sentence} data-testid="segment-sentence">
          {chosen.sentence[language]}
        </p>
      )}
      <p className={styles.quiet}>
        {all.data?.length === 0 && `${t.segmentEmpty} `}
        <Link to={newSegmentRoute.to} params={{ siteId: id }} target="_blank" className={styles.link}>
          {t.segmentMake}
        </Link>
      </p>
      <Checkbox
        label={t.within}
        checked={isWithin}
        onChange={(event) => {
          const { visited_within_days: _, ...rest } = audience;
          set({ audience: event.currentTarget.checked ? { ...rest, visited_within_days: WITHIN } : rest });
        }}
        disabled={fixed}
        data-testid="within"
      />
      {isWithin && <NumberInput label={t.withinDays} description={t.withinHelp} min={0} max={365} allowDecimal={false} suffix={` ${t.day}`} maw={220} value={within} onChange={(value) => set({ audience: { ...audience, visited_within_days: typeof value === 'number' ? value : 0 } })} disabled={fixed} data-testid="within-days" />}
    </div>
  );
}

function OfList({ audience, use, set, fixed, error, lists }: { audience: Of<'list'>; use: Send['use']; set: Part['set']; fixed: boolean; error: string | undefined; lists: NumberList[] }) {
  const t = useTexts(sendEditor);
  const { language } = useWords();
  const { id } = useSite();
  const whole = lists.filter(({ is_whole }) => is_whole);
  const chosen = whole.find((one) => one.id === audience.list);
  const data = [{ value: '', label: t.listNone }, ...whole.map((one) => ({ value: one.id, label: t.listLine(one.name, number(one.rows, language)) }))];
  return (
    <div className={styles.inside}>
      <NativeSelect label={t.list} data={data} value={chosen ? audience.list : ''} onChange={(event) => set({ audience: { ...audience, list: event.currentTarget.value } })} error={error} disabled={fixed} data-testid="send-list" />
      {chosen && use === 'advertising' && chosen.consented_at === null && <p className={styles.warn}>{t.listNoConsent}</p>}
      <p className={styles.quiet}>
        {whole.length === 0 && `${t.listEmpty} `}
        <Link to={listsRoute.to} params={{ siteId: id }} target="_blank" className={styles.link}>
          {t.listUpload}
        </Link>
      </p>
    </div>
  );
}
