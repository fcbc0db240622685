import { Button, NativeSelect } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError, type Import, type ImportKind } from '../../api.ts';
import { percent } from '../../format.ts';
import { imports as texts } from '../../i18n/imports.ts';
import { useTexts, useWords } from '../../i18n/index.tsx';
import upload from '../../sends/lists/Upload.module.css';
import { cellsOf, decoded, headOf } from '../../sends/lists/parts.ts';
import { useSite } from '../../site/useSite.ts';
import { fieldOf, saveText } from '../../ui/notice/problem.ts';
import { Fields, Sheet } from '../../ui/page/Sheet.tsx';
import { begin, discard, finish, importsQuery, send, type DateOrder } from './calls.ts';
import { FIELDS } from './fields.ts';

const KINDS = ['orders', 'members', 'products', 'coupons', 'events'] as const;
/** As much of a file as its first line may have. */
const HEAD_BYTES = 64 * 1024;

/** A file, from its choice until it is read; what the edge asks about it stands below. */
export function Take({ isDone }: { isDone: (read: Import) => void }) {
  const t = useTexts(texts);
  const { t: common, language } = useWords();
  const site = useSite();
  const client = useQueryClient();
  const [kind, setKind] = useState<ImportKind>('orders');
  const [file, setFile] = useState<File | null>(null);
  const [head, setHead] = useState<string[]>([]);
  const [columns, setColumns] = useState<Record<string, string>>({});
  const [now, setNow] = useState<Import | null>(null);
  const read = useMutation({
    mutationFn: async ({ file, order }: { file: File; order?: DateOrder }) => {
      // What was begun with other columns, or of another kind, is begun anew.
      let import_ = now;
      if (!import_) {
        import_ = await begin(site.id, { kind, name: file.name.slice(0, 300), ...(Object.keys(columns).length > 0 && { columns }) });
        setNow(import_);
      }
      await send(site.id, file, import_, setNow);
      return finish(site.id, import_.id, order);
    },
    onSuccess: isDone,
    onSettled: () => client.invalidateQueries({ queryKey: importsQuery(site.id).queryKey }),
  });
  const asks = fieldOf(read.error);
  const anew = () => {
    if (now) void discard(site.id, now.id).catch(() => undefined);
    setNow(null);
    read.reset();
  };
  const isEmpty = file !== null && file.size === 0;
  return (
    <Sheet id="take" title={t.title} text={t.text}>
      <Fields>
        <NativeSelect
          label={t.kind}
          data={KINDS.map((value) => ({ value: value as string, label: t.kinds[value] ?? value }))}
          value={kind}
          disabled={read.isPending}
          onChange={({ currentTarget: { value } }) => {
            anew();
            setColumns({});
            setKind(value as ImportKind);
          }}
          data-testid="import-kind"
        />
        <div className={upload.file}>
          <label className={upload.choose}>
            <input
              type="file"
              className="sr"
              accept=".csv,.txt,.tsv,.json,.ndjson,.jsonl,text/csv,text/plain,application/json"
              disabled={read.isPending}
              onChange={({ currentTarget: { files } }) => {
                const chosen = files?.[0];
                if (!chosen) return;
                anew();
                setColumns({});
                setFile(chosen);
                void chosen
                  .slice(0, HEAD_BYTES)
                  .arrayBuffer()
                  .then((bytes) => setHead(cellsOf((decoded(headOf(new Uint8Array(bytes))) ?? '').trim())));
              }}
              data-testid="import-file"
            />
            <span>{t.choose}</span>
          </label>
          <p className={upload.quiet}>{file ? t.chosen(file.name, sizeOf(file.size, language)) : t.formats}</p>
        </div>
        {isEmpty && (
          <p className={upload.bad} role="alert">
            {t.empty}
          </p>
        )}
        {asks === 'columns' && (
          <section aria-labelledby="import-columns" data-testid="import-columns">
            <h3 id="import-columns">{t.columns}</h3>
            <p className={upload.quiet}>{t.columnsText}</p>
            <Fields>
              {FIELDS[kind].map((field) => (
                <NativeSelect key={field} label={t.fields[field] ?? field} data={[{ value: '', label: t.notThere }, ...[...new Set(head)].filter(Boolean)]} value={columns[field] ?? ''} onChange={({ currentTarget: { value } }) => setColumns(({ [field]: _, ...rest }) => (value ? { ...rest, [field]: value } : rest))} data-testid={`import-column-${field}`} />
              ))}
            </Fields>
          </section>
        )}
        {asks === 'date_order' && file && (
          <section aria-labelledby="import-dates" data-testid="import-dates">
            <h3 id="import-dates">{t.dates}</h3>
            <p className={upload.quiet}>{t.datesText}</p>
            {(['mdy', 'dmy'] as const).map((order) => (
              <Button key={order} variant="light" mr={8} mt={8} loading={read.isPending} onClick={() => read.mutate({ file, order })} data-testid={`import-${order}`}>
                {t.dateOrders[order]}
              </Button>
            ))}
          </section>
        )}
        {read.isError && asks !== 'columns' && asks !== 'date_order' && (
          <p className={upload.bad} role="alert" data-testid="import-error">
            {t.failed}: {read.error instanceof ApiError && read.error.status === 422 && read.error.problem.detail ? read.error.problem.detail : saveText(read.error, common, language)}
          </p>
        )}
        {read.isPending && file && now && <progress max={1} value={file.size > 0 ? Math.min(1, now.bytes / file.size) : 0} aria-label={t.reading('')} />}
        {asks !== 'date_order' && (
          <div>
            <Button
              disabled={!file || isEmpty}
              loading={read.isPending}
              onClick={() => {
                if (!file) return;
                if (asks === 'columns') anew();
                read.mutate({ file });
              }}
              data-testid="import-read"
            >
              {read.isPending && file && now ? t.reading(percent(now.bytes, file.size, language)) : read.isError && asks !== 'columns' ? t.goOn : t.read}
            </Button>
          </div>
        )}
      </Fields>
    </Sheet>
  );
}

function sizeOf(bytes: number, language: 'ko' | 'en'): string {
  const [unit, of] = bytes < 1_000_000 ? (['kilobyte', 1_000] as const) : (['megabyte', 1_000_000] as const);
  return new Intl.NumberFormat(language, { style: 'unit', unit, maximumFractionDigits: 1 }).format(bytes / of);
}
