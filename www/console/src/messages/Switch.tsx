import '@mantine/core/styles/InlineInput.css';
import '@mantine/core/styles/Switch.css';
import { Switch as Toggle } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../api.ts';
import { useTexts, useWords } from '../i18n/index.tsx';
import { messages as texts } from '../i18n/messages.ts';
import { mayEdit, useSite } from '../site/useSite.ts';
import { saveText } from '../ui/notice/problem.ts';
import { toast } from '../ui/notice/toast.ts';
import styles from './Switch.module.css';

type Props = { kind: 'message' | 'group'; id: string; name: string; on: boolean };

/** Stops what runs, and lets it go on: at once in the shop, and nothing else of what is being written. It is offered back. */
export function Switch({ kind, id, name, on }: Props) {
  const t = useTexts(texts);
  const { t: common, language } = useWords();
  const site = useSite();
  const client = useQueryClient();
  const turn = useMutation({
    mutationFn: (to: boolean) => turned(kind, site.id, id, to),
    onSuccess: (_, to) => {
      const said = kind === 'group' ? t.turned.group : t.turned.message;
      toast(to ? said.on(name) : said.off(name), { action: { label: common.undo, run: () => turn.mutate(!to) } });
    },
    onError: (error) => toast(saveText(error, common, language), { tone: 'bad' }),
    onSettled: () => Promise.all(['messages', 'groups', 'publication'].map((each) => client.invalidateQueries({ queryKey: [each, site.id] }))),
  });
  // What was pressed is shown at once; what came of it follows.
  const shown = turn.isPending ? turn.variables : on;
  return (
    <Toggle
      className={styles.switch}
      size="md"
      withThumbIndicator={false}
      checked={shown}
      disabled={!mayEdit(site)}
      aria-label={t.turn(name)}
      onChange={(event) => !turn.isPending && turn.mutate(event.currentTarget.checked)}
      data-testid={`${kind}-switch`}
    />
  );
}

function turned(kind: Props['kind'], id: string, of: string, to: boolean): Promise<unknown> {
  if (kind === 'group') {
    const path = { id, gid: of };
    return to ? api.post('/api/sites/{id}/groups/{gid}/resume', { path }) : api.post('/api/sites/{id}/groups/{gid}/pause', { path });
  }
  const path = { id, mid: of };
  return to ? api.post('/api/sites/{id}/messages/{mid}/resume', { path }) : api.post('/api/sites/{id}/messages/{mid}/pause', { path });
}
