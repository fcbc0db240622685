import '@mantine/core/styles/Checkbox.css';
import '@mantine/core/styles/InlineInput.css';
import '@mantine/core/styles/Input.css';
import { Button, Checkbox, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError, api, type GroupLine, type MessageLine, type NewMessage } from '../api.ts';
import { groups as texts } from '../i18n/groups.ts';
import { useTexts, useWords } from '../i18n/index.tsx';
import { messagesKey } from '../messages/queries.ts';
import { useSite } from '../site/useSite.ts';
import { Dialog } from '../ui/dialog/Dialog.tsx';
import { DialogForm } from '../ui/dialog/DialogForm.tsx';
import { fieldText, saveText } from '../ui/notice/problem.ts';
import { Fields } from '../ui/page/Sheet.tsx';
import { toast } from '../ui/notice/toast.ts';
import styles from './Groups.module.css';
import { groupsKey } from './queries.ts';

/** A new group, or the change of one: what it is called, and which messages are in it. */
export function GroupDialog({ of, messages, onClose }: { of: GroupLine | undefined; messages: MessageLine[]; onClose: () => void }) {
  const t = useTexts(texts);
  const { t: common, language } = useWords();
  const { id: site } = useSite();
  const client = useQueryClient();
  const [name, setName] = useState(of?.name ?? '');
  const [within, setWithin] = useState(() => new Set(of ? messages.filter((message) => message.group === of.id).map(({ id }) => id) : []));
  const changed = () => Promise.all([groupsKey(site), messagesKey(site), ['publication', site]].map((queryKey) => client.invalidateQueries({ queryKey })));
  const save = useMutation({
    mutationFn: async () => {
      const group = await (of ? rename(site, of, name) : api.post('/api/sites/{id}/groups', { path: { id: site }, body: { name: name.trim() } }));
      // All at once: what was done stays done, and what was not is said in one sentence.
      const moving = messages.filter(({ id, group: was }) => within.has(id) !== (was === group.id));
      const done = await Promise.allSettled(moving.map(({ id }) => put(site, id, within.has(id) ? group.id : undefined)));
      const left = moving.filter((_, at) => done[at]?.status === 'rejected');
      if (left.length > 0) throw new Left(left.map(({ id, name }) => name || id), done.find(({ status }) => status === 'rejected') as PromiseRejectedResult);
    },
    onSuccess: () => {
      toast(t.saved);
      onClose();
    },
    onSettled: changed,
  });
  const remove = useMutation({
    mutationFn: async (group: GroupLine) => {
      const { etag } = await api.tagged.get('/api/sites/{id}/groups/{gid}', { path: { id: site, gid: group.id } });
      await api.delete('/api/sites/{id}/groups/{gid}', { path: { id: site, gid: group.id }, ifMatch: etag });
    },
    onSuccess: () => {
      toast(t.removed(of?.name ?? ''));
      onClose();
    },
    onError: (error) => toast(error instanceof ApiError && error.code === 'in_use' ? t.inUse : saveText(error, common, language), { tone: 'bad' }),
    onSettled: changed,
  });
  const toggle = (id: string) =>
    setWithin((before) => {
      const next = new Set(before);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  const own = fieldText(save.error, 'name', common, language, save.error instanceof ApiError && save.error.code === 'taken' ? t.taken : undefined);
  const removal = (
    <Button variant="subtle" className={styles.remove} loading={remove.isPending} onClick={() => of && remove.mutate(of)} data-testid="group-remove">
      {common.remove}
    </Button>
  );
  return (
    <Dialog opened onClose={onClose} title={of ? t.change : t.make} testId="group-dialog">
      <DialogForm onSubmit={() => save.mutate()} onClose={onClose} yes={common.save} isBusy={save.isPending} isReady={name.trim() !== ''} also={of && removal} testId="group-save">
        <Fields>
          <TextInput label={t.name} placeholder={t.nameExample} maxLength={100} value={name} onChange={(event) => setName(event.currentTarget.value)} error={own ?? (save.error && (save.error instanceof Left ? t.left(save.error.names, saveText(save.error.cause, common, language)) : saveText(save.error, common, language)))} data-testid="group-name" />
          <fieldset className={styles.choose}>
            <legend>{t.choose}</legend>
            <p className={styles.hint}>{messages.length === 0 ? t.noMessages : t.chooseHelp}</p>
            <div className={styles.choices}>
              {messages.map((message) => (
                <Checkbox
                  key={message.id}
                  label={message.name || message.id}
                  description={message.group && message.group !== of?.id ? t.elsewhere : undefined}
                  checked={within.has(message.id)}
                  onChange={() => toggle(message.id)}
                  data-testid="group-choice"
                  data-message={message.id}
                />
              ))}
            </div>
          </fieldset>
        </Fields>
      </DialogForm>
    </Dialog>
  );
}

/** Messages that could not be moved, and why the first of them. */
class Left extends Error {
  readonly names: string[];

  constructor(names: string[], { reason }: PromiseRejectedResult) {
    super('left', { cause: reason });
    this.names = names;
  }
}

async function rename(site: string, group: GroupLine, name: string): Promise<{ id: string }> {
  if (name.trim() === group.name) return group;
  const path = { id: site, gid: group.id };
  const { body, etag } = await api.tagged.get('/api/sites/{id}/groups/{gid}', { path });
  return api.put('/api/sites/{id}/groups/{gid}', { path, body: { ...body.definition, name: name.trim() }, ifMatch: etag });
}

/** Puts a message into a group, or out of any. */
async function put(site: string, message: string, group: string | undefined): Promise<void> {
  const path = { id: site, mid: message };
  const { body, etag } = await api.tagged.get('/api/sites/{id}/messages/{mid}', { path });
  const { group: _, ...rest } = body.definition;
  await api.put('/api/sites/{id}/messages/{mid}', { path, body: (group === undefined ? rest : { ...rest, group }) as NewMessage, ifMatch: etag });
}
