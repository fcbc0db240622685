import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { moment, number } from '../../format.ts';
import { useTexts, useWords } from '../../i18n/index.tsx';
import { sends as texts } from '../../i18n/sends.ts';
import { siteQuery } from '../../queries.ts';
import rows from '../../settings/Rows.module.css';
import { mayEdit, useSite } from '../../site/useSite.ts';
import { confirm } from '../../ui/dialog/confirm.ts';
import { Icon } from '../../ui/Icon.tsx';
import { LinkButton } from '../../ui/LinkButton.tsx';
import { List } from '../../ui/list/List.tsx';
import { saveText } from '../../ui/notice/problem.ts';
import { toast } from '../../ui/notice/toast.ts';
import { Notice } from '../../ui/notice/Trouble.tsx';
import { PageHeader } from '../../ui/page/PageHeader.tsx';
import { listsKey, listsQuery, type NumberList } from '../queries.ts';
import { newSendRoute } from '../routes.ts';
import { SendsTabs } from '../SendsTabs.tsx';
import { forget } from './upload.ts';
import { Upload } from './Upload.tsx';

/** Numbers that were uploaded, to be sent to. */
export function Lists() {
  const t = useTexts(texts).lists;
  const site = useSite();
  const query = useQuery(listsQuery(site.id));
  const [uploading, setUploading] = useState(false);
  const make = mayEdit(site) && (
    <Button leftSection={<Icon name="plus" size={18} />} onClick={() => setUploading(true)} data-testid="upload-list">
      {t.upload}
    </Button>
  );
  return (
    <div data-testid="lists-page">
      <PageHeader title={t.title} lead={t.lead}>
        {make}
      </PageHeader>
      <SendsTabs />
      <List
        query={query}
        items={query.data?.toSorted((a, b) => Date.parse(b.made_at) - Date.parse(a.made_at))}
        keyOf={({ id }) => id}
        label={t.title}
        failed={t.failed}
        testId="lists"
        empty={<Notice title={t.empty} text={t.emptyHelp} action={make || undefined} testId="lists-empty" />}
        row={(list) => <Row list={list} />}
      />
      {uploading && <Upload onClose={() => setUploading(false)} />}
    </div>
  );
}

function Row({ list }: { list: NumberList }) {
  const t = useTexts(texts).lists;
  const { t: common, language } = useWords();
  const site = useSite();
  const client = useQueryClient();
  const { data: about } = useQuery(siteQuery(site.id));
  const remove = useMutation({
    mutationFn: () => forget(site.id, list.id),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: listsKey(site.id) });
      toast(t.removed);
    },
    onError: (error) => toast(saveText(error, common, language), { tone: 'bad' }),
  });
  const ask = async () => {
    if (await confirm({ title: t.removeTitle(list.name), text: t.removeText, yes: t.remove, danger: true })) remove.mutate();
  };
  return (
    <div className={rows.row} data-testid="list" data-name={list.name}>
      <div className={rows.what}>
        <p className={rows.name}>
          {list.name} {!list.is_whole && <span className={rows.tag} data-tone="bad">{t.part}</span>}
        </p>
        <p className={rows.quiet}>
          {t.rows(number(list.rows, language))} · {t.columns(list.columns.join(', '))}
        </p>
        <p className={rows.quiet}>
          {list.consented_at ? t.consented(moment(list.consented_at, language, about?.zone)) : t.noConsent} · {t.made(moment(list.made_at, language, about?.zone))}
        </p>
      </div>
      {mayEdit(site) && (
        <div className={rows.controls}>
          {list.is_whole && (
            <LinkButton variant="light" to={newSendRoute.to} params={{ siteId: site.id }} search={{ list: list.id }} data-testid="send-to-list">
              {t.send}
            </LinkButton>
          )}
          <Button variant="subtle" loading={remove.isPending} onClick={() => void ask()} data-testid="list-remove">
            {t.remove}
          </Button>
        </div>
      )}
    </div>
  );
}
