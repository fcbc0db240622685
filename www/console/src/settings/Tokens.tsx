import '@mantine/core/styles/Checkbox.css';
import '@mantine/core/styles/Input.css';
import '@mantine/core/styles/InlineInput.css';
import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type MadeToken, type Scope, type Token } from '../api.ts';
import { moment } from '../format.ts';
import { useTexts, useWords } from '../i18n/index.tsx';
import { settings as texts } from '../i18n/settings.ts';
import { useSite } from '../site/useSite.ts';
import { CodeBox } from '../ui/CodeBox.tsx';
import { confirm } from '../ui/dialog/confirm.ts';
import { Dialog, DialogActions } from '../ui/dialog/Dialog.tsx';
import { DialogForm } from '../ui/dialog/DialogForm.tsx';
import { List } from '../ui/list/List.tsx';
import { fieldText, saveText } from '../ui/notice/problem.ts';
import { Fields, Sheet } from '../ui/page/Sheet.tsx';
import { toast } from '../ui/notice/toast.ts';
import { Notice } from '../ui/notice/Trouble.tsx';
import styles from './Rows.module.css';

const SCOPES: readonly Scope[] = ['read', 'configure', 'send', 'manage'];
const tokensQuery = queryOptions({ queryKey: ['tokens'], queryFn: ({ signal }) => api.get('/api/tokens', { signal }) });

/** Tokens of one's own, with which a server speaks to the API. */
export function Tokens() {
  const t = useTexts(texts).tokens;
  const site = useSite();
  const [making, setMaking] = useState(false);
  const tokens = useQuery(tokensQuery);
  // Those of another site are not this page's matter.
  const here = tokens.data?.tokens.filter((token) => token.site === null || token.site === site.id);
  const make = (
    <Button onClick={() => setMaking(true)} data-testid="new-token">
      {t.make}
    </Button>
  );
  return (
    <>
      <Sheet id="tokens" title={t.title} text={t.text} actions={make} />
      <div className={styles.below}>
        <List query={tokens} items={here} keyOf={({ id }) => id} label={t.title} failed={t.failed} testId="tokens" empty={<Notice title={t.empty} text={t.emptyHelp} testId="tokens-empty" />} row={(token) => <TokenRow token={token} />} />
      </div>
      {making && <Make onClose={() => setMaking(false)} />}
    </>
  );
}

function TokenRow({ token }: { token: Token }) {
  const t = useTexts(texts).tokens;
  const { t: common, language } = useWords();
  const client = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => api.delete('/api/tokens/{token}', { path: { token: token.id } }),
    onSuccess: () => client.invalidateQueries({ queryKey: tokensQuery.queryKey }),
    onError: (error) => toast(saveText(error, common, language), { tone: 'bad' }),
  });
  const ask = async () => {
    if (await confirm({ title: t.revokeTitle(token.name), text: t.revokeText, yes: t.revoke, danger: true })) revoke.mutate();
  };
  const ends = token.expired ? t.expired : token.expires ? t.until(moment(token.expires, language)) : t.forGood;
  return (
    <div className={styles.row} data-testid="token" data-name={token.name}>
      <div className={styles.what}>
        <p className={styles.name}>
          {token.name} {token.expired && <span className={styles.tag} data-tone="bad">{t.expired}</span>}
        </p>
        <p className={styles.quiet}>
          <code>{token.start}…</code> · {token.scopes.map((scope) => t.scopes[scope]).join(', ')} · {token.site ? t.thisSite : t.allSites}
        </p>
        <p className={styles.quiet}>
          {token.used ? t.used(moment(token.used, language)) : t.unused} · {ends}
        </p>
      </div>
      <Button variant="subtle" loading={revoke.isPending} onClick={() => void ask()} data-testid="revoke">
        {t.revoke}
      </Button>
    </div>
  );
}

function Make({ onClose }: { onClose: () => void }) {
  const t = useTexts(texts).tokens;
  const { t: common, language } = useWords();
  const site = useSite();
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<Scope[]>(['read']);
  const [days, setDays] = useState('365');
  const [made, setMade] = useState<MadeToken | null>(null);
  const make = useMutation({
    // A token that is for one site alone can do no harm to another.
    mutationFn: () => api.post('/api/tokens', { body: { name, scopes, site: site.id, expires_days: days === '' ? null : Number(days) } }),
    onSuccess: (answer) => {
      setMade(answer);
      return client.invalidateQueries({ queryKey: tokensQuery.queryKey });
    },
  });
  if (made) {
    return (
      <Dialog opened onClose={onClose} title={t.madeTitle} testId="token-dialog" size="wide">
        <p className={styles.quiet}>{t.madeText}</p>
        <CodeBox text={made.token} label={t.madeTitle} testId="made-token" />
        <DialogActions>
          <Button variant="light" onClick={onClose} data-testid="token-done">
            {common.close}
          </Button>
        </DialogActions>
      </Dialog>
    );
  }
  const wrong = fieldText(make.error, 'name', common, language);
  return (
    <Dialog opened onClose={onClose} title={t.make} testId="token-dialog">
      <DialogForm onSubmit={() => make.mutate()} onClose={onClose} yes={t.make} isBusy={make.isPending} isReady={name.trim() !== '' && scopes.length > 0} testId="token-submit">
        <Fields>
          <TextInput label={t.name} description={t.nameHelp} maxLength={80} value={name} onChange={(event) => (make.reset(), setName(event.currentTarget.value))} error={wrong ?? (make.error ? saveText(make.error, common, language) : undefined)} data-testid="token-name" />
          <Checkbox.Group label={t.scopesTitle} value={scopes} onChange={(next) => setScopes(next as Scope[])}>
            <div className={styles.checks}>
              {SCOPES.map((scope) => (
                <Checkbox key={scope} value={scope} label={t.scopes[scope]} description={t.scopesHelp[scope]} data-testid={`scope-${scope}`} />
              ))}
            </div>
          </Checkbox.Group>
          <NativeSelect
            label={t.ends}
            data={[
              ...[30, 90, 365].map((n) => ({ value: String(n), label: t.days(n) })),
              { value: '', label: t.forGood },
            ]}
            value={days}
            onChange={(event) => setDays(event.currentTarget.value)}
            data-testid="token-days"
          />
        </Fields>
      </DialogForm>
    </Dialog>
  );
}
