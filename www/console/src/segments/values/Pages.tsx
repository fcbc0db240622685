import '@mantine/core/styles/Input.css';
import { NativeSelect, TextInput } from '@mantine/core';
import { useDeferredValue, useState } from 'react';
import { useTexts } from '../../i18n/index.tsx';
import { segments } from '../../i18n/segments.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Chips, HowAlike } from './Lists.tsx';
import type { Editing } from './shared.ts';
import styles from './values.module.css';

/** Pages by their address, with a place to try the rule on one. */
export function Pages(editing: Editing) {
  const { condition, set, engine } = editing;
  const t = useTexts(segments).value;
  const [url, setUrl] = useState('');
  const [trying, setTrying] = useState(false);
  const tried = useDeferredValue(url.trim());
  const verdict = trying && tried !== '' ? engine.page(condition, tried) : undefined;
  return (
    <span className={styles.stack}>
      <span className={styles.line}>
        <HowAlike {...editing} choices={['starts_with', 'contains', 'equals', 'glob', 'regex']} otherwise="equals" />
        <Chips {...editing} label={t.pages} placeholder={t.pagesExample[condition.match ?? 'equals']} isPages />
      </span>
      <span className={styles.line}>
        <NativeSelect
          className={styles.when}
          aria-label={t.query}
          value={condition.query === undefined ? 'auto' : String(condition.query)}
          onChange={(event) => set({ query: event.currentTarget.value === 'auto' ? undefined : event.currentTarget.value === 'true' })}
          data={[
            { value: 'auto', label: t.queries.auto },
            { value: 'true', label: t.queries.with },
            { value: 'false', label: t.queries.without },
          ]}
        />
        {!trying && (
          <button type="button" className={styles.quiet} onClick={() => setTrying(true)} data-testid="try-page">
            {t.tryPage}
          </button>
        )}
      </span>
      {trying && (
        <span className={styles.try}>
          <TextInput
            className={styles.grow}
            type="url"
            inputMode="url"
            autoFocus
            aria-label={t.tryPage}
            placeholder={t.tryExample}
            value={url}
            onChange={(event) => setUrl(event.currentTarget.value)}
            data-testid="try-url"
          />
          <span role="status" className={styles.tried} data-verdict={verdict}>
            {verdict && (
              <>
                <Icon name={verdict === 'yes' ? 'check' : 'alert'} size={16} />
                {t.tried[verdict]}
              </>
            )}
          </span>
        </span>
      )}
    </span>
  );
}
