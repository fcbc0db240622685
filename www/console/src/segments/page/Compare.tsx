import { useTexts, useWords } from '../../i18n/index.tsx';
import { segments } from '../../i18n/segments.ts';
import styles from './Compare.module.css';
import type { Engine } from '../engine.ts';
import type { Segment } from '../types.ts';

/** What two forms of a segment say, and which conditions only one of them has. */
export function Compare({ engine, before, after, labels }: { engine: Engine; before: Segment; after: Segment; labels: [string, string] }) {
  const t = useTexts(segments).compare;
  const { language } = useWords();
  const lines = (segment: Segment) =>
    (engine.check(segment).conditions ?? []).map((place) => {
      const part = /^[a-z_]+/.exec(place.at)?.[0] ?? '';
      return `${t.parts[part] ?? ''} · ${place[language]}`;
    });
  const [old, now] = [lines(before), lines(after)];
  const gone = old.filter((line) => !now.includes(line));
  const come = now.filter((line) => !old.includes(line));
  const renamed = (before.name ?? '') !== (after.name ?? '');
  return (
    <div className={styles.compare} data-testid="compare">
      {renamed && (
        <p>
          {t.name}: <del>{before.name}</del> → <ins>{after.name}</ins>
        </p>
      )}
      <List label={labels[0]} lines={gone} is="gone" />
      <List label={labels[1]} lines={come} is="come" />
      {!renamed && gone.length === 0 && come.length === 0 && <p>{t.same}</p>}
    </div>
  );
}

function List({ label, lines, is }: { label: string; lines: string[]; is: 'gone' | 'come' }) {
  if (lines.length === 0) return null;
  return (
    <div>
      <p className={styles.label}>{label}</p>
      <ul className={styles.list} data-is={is}>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </div>
  );
}
