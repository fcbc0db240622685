import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { moment } from '../../format.ts';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { editor } from '../../i18n/editor.ts';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { Dialog } from '../../ui/dialog/Dialog.tsx';
import { fieldOf, saveText } from '../../ui/notice/problem.ts';
import { Qr } from '../../ui/Qr.tsx';
import { preview } from '../calls.ts';
import { useDesk } from '../desk.ts';
import styles from '../Editor.module.css';
import { Faults } from '../Section.tsx';
import { homeOf } from '../../site/shop.ts';

/** A link that shows the draft on a page of the shop to whoever has it, for an hour. */
export function ShopLink({ siteId, id, close }: { siteId: string; id: string; close: () => void }) {
  const t = useTexts(editor).shopLink;
  const { t: common, language } = useWords();
  const { zone, domain } = useDesk();
  const [url, setUrl] = useState(() => homeOf(domain));
  const make = useMutation({ mutationFn: () => preview(siteId, id, url.trim()) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate();
  };
  const wrong = fieldOf(make.error) === 'url';
  return (
    <Dialog opened title={t.title} onClose={close} testId="shop-link">
      <form onSubmit={submit} className={styles.link} noValidate>
        <p>{t.text}</p>
        <TextInput label={t.page} value={url} onChange={(event) => (make.reset(), setUrl(event.currentTarget.value))} error={wrong ? t.elsewhere(domain) : undefined} inputMode="url" data-testid="shop-link-url" />
        {make.error && !wrong && <Faults error={saveText(make.error, common, language)} />}
        {make.data ? (
          <>
            <div className={styles.actions}>
              <Button component="a" href={make.data.link} target="_blank" rel="noreferrer" data-testid="shop-link-open">
                {t.open}
              </Button>
              <CopyButton text={make.data.link} label={t.copy} testId="shop-link-copy" />
            </div>
            <Qr text={make.data.link} label={t.qr} testId="shop-link-qr" />
            <p role="status">{t.until(moment(make.data.expires, language, zone))}</p>
          </>
        ) : (
          <div className={styles.actions}>
            <Button type="submit" loading={make.isPending} data-testid="shop-link-make">
              {t.make}
            </Button>
          </div>
        )}
      </form>
    </Dialog>
  );
}
