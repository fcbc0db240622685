import { Button, Skeleton, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { ApiError } from '../../api.ts';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { fields } from '../../i18n/editorFields.ts';
import { Dialog } from '../../ui/dialog/Dialog.tsx';
import { troubleText } from '../../ui/notice/Trouble.tsx';
import { pictures, upload, type Picture } from '../calls.ts';
import { useDesk, useFaults } from '../desk.ts';
import { Faults, Group } from '../Section.tsx';
import { ofShop } from '../../site/shop.ts';
import styles from './fields.module.css';

const TAKEN = 'image/png,image/jpeg,image/gif,image/webp';
const FILE_BYTES_MAX = 10 * 1024 * 1024;

/** A picture from this device, by choosing or dropping it, or one that was uploaded before. */
export function PictureField() {
  const { siteId, message, content, setContent, fixed, domain } = useDesk();
  const t = useTexts(fields).picture;
  const { t: common, language } = useWords();
  const client = useQueryClient();
  const file = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [choosing, setChoosing] = useState(false);
  const faults = useFaults('content.image', true);
  const { image } = content;
  const use = (picture: Picture) => {
    if (!picture.url) return;
    setContent({ image: { src: picture.url, width: picture.width, height: picture.height, ...(image?.alt && { alt: image.alt }) } });
    setChoosing(false);
  };
  const send = useMutation({
    mutationFn: (chosen: File) => {
      if (chosen.size > FILE_BYTES_MAX) throw new ApiError({ type: 'about:blank', title: '', status: 413, code: 'picture_too_heavy', detail: '' });
      return upload(siteId, chosen, message.type === 'floating' ? 'floating' : 'popcorn');
    },
    onSuccess: (picture) => {
      use(picture);
      void client.invalidateQueries({ queryKey: pictures(siteId).queryKey });
    },
  });
  const take = (list: FileList | null) => {
    const chosen = list?.[0];
    if (chosen && !fixed) send.mutate(chosen);
  };
  const refused = send.error instanceof ApiError ? (t.refused[send.error.code] ?? (language === 'en' && send.error.problem.detail ? send.error.problem.detail : troubleText(send.error, common))) : send.error ? common.trouble.other : undefined;

  return (
    <Group label={t.title}>
      <div
        className={styles.picture}
        data-over={over || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          take(event.dataTransfer.files);
        }}
        aria-busy={send.isPending}
      >
        {send.isPending ? <Skeleton className={styles.thumb} /> : image ? <img className={styles.thumb} src={ofShop(image.src, domain)} alt="" data-testid="picture" /> : null}
        <div className={styles.pictureWords}>
          <small>{image ? t.size(image.width, image.height) : t.none}</small>
          <input ref={file} type="file" accept={TAKEN} hidden aria-label={t.choose} onChange={(event) => (take(event.currentTarget.files), (event.currentTarget.value = ''))} data-testid="picture-file" />
          {!fixed && (
            <div className={styles.actions}>
              <Button variant="light" size="compact-md" loading={send.isPending} onClick={() => file.current?.click()} data-testid="picture-choose">
                {image ? t.another : t.choose}
              </Button>
              <Button variant="subtle" size="compact-md" onClick={() => setChoosing(true)} data-testid="picture-before">
                {t.before}
              </Button>
              {image && (
                <Button variant="subtle" size="compact-md" onClick={() => setContent({ image: undefined })} data-testid="picture-remove">
                  {t.remove}
                </Button>
              )}
            </div>
          )}
        </div>
      </div>
      {image && <TextInput label={t.alt} description={t.altHelp} value={image.alt ?? ''} maxLength={300} onChange={(event) => setContent({ image: { ...image, alt: event.currentTarget.value } }, true)} disabled={fixed} data-testid="picture-alt" />}
      <Faults error={refused ?? faults.error} warning={faults.warning} />
      <Dialog opened={choosing} onClose={() => setChoosing(false)} title={t.before} size="wide" testId="pictures">
        <Uploaded siteId={siteId} use={use} />
      </Dialog>
    </Group>
  );
}

function Uploaded({ siteId, use }: { siteId: string; use: (picture: Picture) => void }) {
  const t = useTexts(fields).picture;
  const { t: common } = useWords();
  const list = useQuery(pictures(siteId));
  if (list.isError) return <Faults error={troubleText(list.error, common)} />;
  if (!list.data) return <Skeleton height={120} />;
  const shown = list.data.pictures.filter(({ url }) => url);
  if (shown.length === 0) return <p>{t.nothingBefore}</p>;
  return (
    <div className={styles.grid}>
      {shown.map((picture) => (
        <button key={picture.id} type="button" className={styles.pick} onClick={() => use(picture)} data-testid="picture-pick">
          <img src={picture.small?.url ?? picture.url ?? ''} alt="" loading="lazy" />
          <span>{picture.name || t.size(picture.width, picture.height)}</span>
        </button>
      ))}
    </div>
  );
}
