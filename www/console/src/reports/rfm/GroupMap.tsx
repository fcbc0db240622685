import { Link } from '@tanstack/react-router';
import type { CSSProperties } from 'react';
import { number, percent } from '../../format.ts';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { rfm as texts } from '../../i18n/rfm.ts';
import { useSite } from '../../site/useSite.ts';
import { Sheet } from '../../ui/page/Sheet.tsx';
import { rfmGroupRoute, type RfmSearch } from '../routes.ts';
import { GROUPS, type Told } from './asked.ts';
import styles from './Rfm.module.css';

/** The ten groups where their scores are: each of the 25 squares has a circle as large as it has people. */
export function GroupMap({ told, search }: { told: Told; search: RfmSearch }) {
  const t = useTexts(texts);
  const { language } = useWords();
  const { id: siteId } = useSite();
  const most = Math.max(1, ...told.grid.map(({ people }) => people));
  const at = (recency: number, frequency: number) => told.grid.find((cell) => cell.recency === recency && cell.frequency === frequency)?.people ?? 0;
  return (
    <Sheet id="map" title={t.mapTitle} text={t.mapText} testId="rfm-map">
      <div className={styles.frame}>
        <span className={styles.up} aria-hidden="true">
          {t.frequencyAxis}
        </span>
        <div className={styles.map}>
          {GROUPS.map(({ group, recency: [left, right], frequency: [low, high], tone }) => {
            const own = told.groups.find((each) => each.group === group);
            const people = own?.people ?? 0;
            const [columns, rows] = [right - left + 1, high - low + 1];
            const share = percent(people, told.customers, language);
            return (
              <Link
                key={group}
                to={rfmGroupRoute.to}
                params={{ siteId, group }}
                search={search}
                className={styles.area}
                data-tone={tone}
                data-group={group}
                data-testid="rfm-area"
                style={{ gridColumn: `${left} / span ${columns}`, gridRow: `${6 - high} / span ${rows}` }}
              >
                <span className={styles.cells} style={{ gridTemplateColumns: `repeat(${columns}, 1fr)`, gridTemplateRows: `repeat(${rows}, 1fr)` }} aria-hidden="true">
                  {Array.from({ length: columns * rows }, (_, place) => {
                    // Its area says how many, not its width.
                    const size = Math.sqrt(at(left + (place % columns), high - Math.floor(place / columns)) / most);
                    return (
                      <span key={place} className={styles.square}>
                        <i style={{ '--size': size } as CSSProperties} />
                      </span>
                    );
                  })}
                </span>
                <span className={styles.name}>
                  {t.groups[group][0]}{' '}
                  <small>
                    {t.people(number(people, language))} · {share}
                  </small>
                </span>
              </Link>
            );
          })}
        </div>
        <span className={styles.along} aria-hidden="true">
          {t.recencyAxis}
        </span>
      </div>
    </Sheet>
  );
}
