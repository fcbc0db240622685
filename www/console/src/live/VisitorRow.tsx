import { useId, useState } from 'react';
import type { LiveVisitor } from '../api.ts';
import { Ago } from '../clock.tsx';
import { isZero, money, number, shortTitle, shortUrl } from '../format.ts';
import { useTexts, useWords } from '../i18n/index.tsx';
import { live } from '../i18n/live.ts';
import { Icon, type IconName } from '../ui/Icon.tsx';
import type { Phase } from './presence.ts';
import { VisitPath } from './VisitPath.tsx';
import styles from './VisitorRow.module.css';
import { SourceWords } from './SourceWords.tsx';

const DEVICE_ICONS: Record<string, IconName> = { mobile: 'phone', app: 'phone', tablet: 'tablet' };

/** One visitor, one line; the path of the visit below on demand. A card on phones. */
export function VisitorRow({ visitor, phase, siteName }: { visitor: LiveVisitor; phase: Phase; siteName: string }) {
  const t = useTexts(live);
  const { language } = useWords();
  const [open, setOpen] = useState(false);
  const panel = useId();
  const { device, page, cart } = visitor;
  const who = visitor.member ? t.member(visitor.member) : t.guest(visitor.visitor.slice(0, 4));
  const kind = (device.kind && (t.devices.kinds[device.kind] ?? device.kind)) || t.devices.unknown;
  const system = [device.os, device.browser].filter((name) => name && name !== 'other').join(' · ');
  const n = (value: number) => number(value, language);

  return (
    <li className={styles.item} data-phase={phase} data-open={open || undefined} aria-hidden={phase === 'gone' || undefined} data-testid="visitor" data-visitor={visitor.visitor}>
      <div className={styles.clip}>
        <div className={styles.row}>
          <div className={styles.who}>
            <p className={styles.name} data-testid="visitor-name">
              {who}
              {visitor.member && (
                <span className={styles.verified} title={t.memberHelp}>
                  <Icon name="verified" size={16} />
                  <span className="sr">{t.memberHelp}</span>
                </span>
              )}
            </p>
            <p className={styles.quiet} data-testid="visitor-device">
              <Icon name={DEVICE_ICONS[device.kind ?? ''] ?? 'desktop'} size={16} />
              {/* The picture says what kind of device it is; words only for those who do not see it. */}
              <span className={system ? 'sr' : undefined}>{kind} </span>
              <span className={styles.system} title={system}>{system}</span>
            </p>
          </div>
          <div className={styles.page} key={page.url} data-testid="visitor-page">
            <span className={styles.label}>{t.page}</span>
            <p className={styles.title}>{shortTitle(page.title ?? '', siteName) || t.untitled}</p>
            <p className={styles.url}>{shortUrl(page.url ?? '')}</p>
          </div>
          <div className={styles.source} data-testid="visitor-source">
            <span className={styles.label}>{t.source}</span>
            <SourceWords source={visitor.source} />
          </div>
          <Fact label={t.views} testId="visitor-visits" main={visitor.visits <= 1 ? t.firstVisit : t.visit(n(visitor.visits))} below={t.pageViews(n(visitor.page_views ?? 1))} />
          {!cart.units ? (
            <Fact label={t.cart} testId="visitor-cart" main={t.emptyCart} quiet />
          ) : (
            <Fact label={t.cart} testId="visitor-cart" main={cart.total ? money(cart.total, language) : '–'} below={t.units(n(cart.units))} />
          )}
          {visitor.orders === 0 ? (
            <Fact label={t.orders} testId="visitor-orders" main={t.noOrders} quiet />
          ) : (
            <Fact label={t.orders} testId="visitor-orders" main={t.orderCount(n(visitor.orders))} below={isZero(visitor.spent.amount) ? undefined : money(visitor.spent, language)} />
          )}
          <p className={styles.last} data-testid="visitor-last">
            <span className="sr">{t.last} </span>
            <Ago at={Date.parse(visitor.last)} />
          </p>
          <button type="button" className={styles.toggle} aria-expanded={open} aria-controls={panel} aria-label={open ? t.close(who) : t.open(who)} onClick={() => setOpen(!open)} data-testid="visitor-toggle">
            <Icon name="down" size={18} />
          </button>
        </div>
        <div id={panel} className={styles.panel} role="region" aria-label={t.path} hidden={!open}>
          {open && <VisitPath path={visitor.path} siteName={siteName} />}
        </div>
      </div>
    </li>
  );
}

function Fact({ label, main, below, quiet, testId }: { label: string; main: string; below?: string | undefined; quiet?: boolean; testId: string }) {
  return (
    <div className={styles.fact} data-testid={testId}>
      <span className={styles.label}>{label}</span>
      <p className={quiet ? styles.none : styles.main}>{main}</p>
      {below && <p className={styles.below}>{below}</p>}
    </div>
  );
}
