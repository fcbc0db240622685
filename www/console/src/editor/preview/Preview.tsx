import { Button, Checkbox, NativeSelect } from '@mantine/core';
import { useEffect, useMemo, useRef, useState } from 'react';
import { money } from '../../format.ts';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { editor } from '../../i18n/editor.ts';
import { useSite } from '../../site/useSite.ts';
import { useTag } from '../../site/useTag.ts';
import { Icon } from '../../ui/Icon.tsx';
import { useDesk } from '../desk.ts';
import { ofShop } from '../../site/shop.ts';
import { Choice } from '../Section.tsx';
import type { MessageEngine } from '../useMessageEngine.ts';
import { Frame } from './Frame.tsx';
import styles from './Preview.module.css';
import { seenAs, shopper, SHOPPERS, type Shopper } from './sample.ts';

/** What is typed is drawn when it rests. */
const REST_MS = 250;

/** The message as shoppers see it, by the script that they load, on a page of a made-up shop. */
export function Preview({ engine, inShop }: { engine: MessageEngine; inShop?: (() => void) | undefined }) {
  const { message, variant, currency, korean, domain } = useDesk();
  const site = useSite();
  const t = useTexts(editor).preview;
  const { language } = useWords();
  const tag = useTag();
  const [device, setDevice] = useState<'phone' | 'desktop'>('phone');
  const [dark, setDark] = useState(false);
  const [long, setLong] = useState(false);
  const [who, setWho] = useState<Shopper>('cart');
  const [said, setSaid] = useState('');
  const rested = useRested(message, REST_MS);

  const script = /src="([^"]+)"/.exec(tag)?.[1] ?? '';
  const bundle = useMemo(() => {
    const made = engine.bundle(seenAs(rested, variant, long, (path) => ofShop(path, domain), Date.now()), currency, korean);
    return made.length > 0 ? made : null;
  }, [engine, rested, variant, long, currency, korean, domain]);
  // What cannot be drawn as it is leaves the last one that could.
  const last = useRef<Uint8Array | null>(null);
  if (bundle) last.current = bundle;
  const drawn = bundle ?? last.current;
  const given = useMemo(() => {
    if (!drawn || !script) return null;
    const { says, known, watching } = shopper(who, currency, t.sample);
    const goods = t.goods.map((name, at) => ({ name, price: money({ amount: String((at + 3) * (currency === 'KRW' ? 4500 : 5)), currency }, language) }));
    return {
      script,
      bundle: drawn,
      answer: engine.answer(known),
      watching,
      says,
      shop: { name: site.name, heading: t.heading, buy: t.buy, goods, dark, lang: language, accent: dark ? '#8a5a36' : '#7a4b2a' },
    };
  }, [drawn, script, who, currency, dark, language, engine, site.name, t]);

  return (
    <section className={styles.preview} aria-label={t.title} data-device={device} data-testid="preview">
      <div className={styles.tools}>
        <Choice label={t.device} value={device} of={[['phone', t.phone], ['desktop', t.desktop]]} change={setDevice} testId="preview-device" />
        <Choice label={t.scheme} value={dark ? 'dark' : 'light'} of={[['light', t.light], ['dark', t.dark]]} change={(scheme) => setDark(scheme === 'dark')} testId="preview-scheme" />
      </div>
      <Frame
        given={given}
        width={device === 'phone' ? 375 : 1024}
        height={device === 'phone' ? 667 : 700}
        title={t.title}
        stale={bundle === null}
        hear={(heard) => setSaid(heard.is === 'followed' ? t.followed(heard.href ?? '') : heard.is === 'told' ? t.told(heard.event ?? '') : heard.is === 'failed' ? t.failed : heard.is === 'nothing' ? t.nothing[message.type] ?? t.nothingOther : '')}
      />
      <p className={styles.said} role="status" data-testid="preview-said">
        {bundle === null ? (
          <>
            <Icon name="alert" size={16} /> {last.current ? t.stale : t.cannot}
          </>
        ) : (
          said || t.help
        )}
      </p>
      <div className={styles.tools}>
        <NativeSelect aria-label={t.shopper} data={SHOPPERS.map((value) => ({ value, label: t.shoppers[value] }))} value={who} onChange={(event) => setWho(event.currentTarget.value as Shopper)} data-testid="preview-shopper" />
        <Checkbox label={t.long} checked={long} onChange={(event) => setLong(event.currentTarget.checked)} data-testid="preview-long" />
      </div>
      {inShop && (
        <Button variant="light" rightSection={<Icon name="open" size={16} />} onClick={inShop} data-testid="preview-in-shop">
          {t.inShop}
        </Button>
      )}
    </section>
  );
}

/** A value once it has rested; the first one at once. */
function useRested<T>(value: T, ms: number): T {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = window.setTimeout(() => setRested(value), ms);
    return () => window.clearTimeout(timer);
  }, [value, ms]);
  return rested;
}
