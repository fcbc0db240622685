import '@mantine/core/styles/Input.css';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { ApiError, api, type Answer, type Invitation, type Member, type Role } from '../api.ts';
import { moment } from '../format.ts';
import { useTexts, useWords } from '../i18n/index.tsx';
import { settings as texts } from '../i18n/settings.ts';
import { sessionQuery } from '../queries.ts';
import { isOwner, useSite } from '../site/useSite.ts';
import { CodeBox } from '../ui/CodeBox.tsx';
import { confirm } from '../ui/dialog/confirm.ts';
import { Dialog, DialogActions } from '../ui/dialog/Dialog.tsx';
import { DialogForm } from '../ui/dialog/DialogForm.tsx';
import { List } from '../ui/list/List.tsx';
import { fieldText, saveText } from '../ui/notice/problem.ts';
import { Fields, Sheet } from '../ui/page/Sheet.tsx';
import { toast } from '../ui/notice/toast.ts';
import styles from './Rows.module.css';

type Made = Answer<'post', '/api/sites/{id}/invitations'>;

const teamQuery = (id: string) => queryOptions({ queryKey: ['team', id], queryFn: ({ signal }) => api.get('/api/sites/{id}/team', { path: { id }, signal }) });
const invitationsQuery = (id: string) =>
  queryOptions({ queryKey: ['invitations', id], queryFn: ({ signal }) => api.get('/api/sites/{id}/invitations', { path: { id }, signal }) });

/** Who has a part in the site, as what, and who is invited. */
export function Team() {
  const t = useTexts(texts).team;
  const site = useSite();
  const { data: session } = useQuery(sessionQuery);
  const team = useQuery(teamQuery(site.id));
  const [inviting, setInviting] = useState(false);
  const owner = isOwner(site);
  return (
    <>
      <Sheet
        id="team"
        title={t.title}
        text={t.text}
        actions={
          owner && (
            <Button onClick={() => setInviting(true)} data-testid="invite">
              {t.invite}
            </Button>
          )
        }
      />
      <div className={styles.below}>
        <List query={team} items={team.data?.members} keyOf={({ id }) => id} label={t.title} failed={t.failed} empty={null} testId="members" row={(member) => <MemberRow member={member} me={member.email === session?.email} owner={owner} />} />
      </div>
      {owner && <Invitations />}
      {inviting && <Invite onClose={() => setInviting(false)} />}
    </>
  );
}

function MemberRow({ member, me, owner }: { member: Member; me: boolean; owner: boolean }) {
  const t = useTexts(texts).team;
  const { t: common, language } = useWords();
  const { id, name: siteName } = useSite();
  const client = useQueryClient();
  const navigate = useNavigate();
  const refused = (error: Error) => toast(error instanceof ApiError && error.code === 'last_owner' ? t.lastOwner : saveText(error, common, language), { tone: 'bad' });
  const known = () => client.invalidateQueries({ queryKey: teamQuery(id).queryKey });
  const role = useMutation({
    mutationFn: (role: Role) => api.put('/api/sites/{id}/team/{account}', { path: { id, account: member.id }, body: { role } }),
    onSuccess: async () => {
      await known();
      if (me) await client.invalidateQueries({ queryKey: sessionQuery.queryKey });
      // Who has given up their own role has not the right to take it back.
      toast(common.saved, me ? {} : { action: { label: common.undo, run: () => role.mutate(member.role) } });
    },
    onError: refused,
  });
  const remove = useMutation({
    mutationFn: async () => {
      if (me) await api.post('/api/sites/{id}/leave', { path: { id } });
      else await api.delete('/api/sites/{id}/team/{account}', { path: { id, account: member.id } });
    },
    onSuccess: async () => {
      if (me) {
        await client.invalidateQueries({ queryKey: sessionQuery.queryKey });
        return navigate({ to: '/' });
      }
      return known();
    },
    onError: refused,
  });
  const choose = async (next: Role) => {
    if (!me || (await confirm({ title: t.stepDownTitle(t.roles[next]), text: t.stepDownText, yes: t.stepDown, danger: true }))) role.mutate(next);
  };
  const ask = async () => {
    const question = me ? { title: t.leaveTitle(siteName), text: t.leaveText, yes: t.leave } : { title: t.removeTitle(member.name), text: t.removeText, yes: t.remove };
    if (await confirm({ ...question, danger: true })) remove.mutate();
  };
  return (
    <div className={styles.row} data-testid="member" data-email={member.email}>
      <div className={styles.what}>
        <p className={styles.name}>
          {member.name} {me && <span className={styles.tag}>{t.me}</span>}
        </p>
        <p className={styles.quiet}>{member.email}</p>
      </div>
      <div className={styles.controls}>
        {owner ? (
          <NativeSelect
            aria-label={t.roleOf(member.name)}
            data={(['owner', 'editor', 'viewer'] as const).map((value) => ({ value, label: t.roles[value] }))}
            value={member.role}
            disabled={role.isPending}
            onChange={(event) => void choose(event.currentTarget.value as Role)}
            data-testid="member-role"
          />
        ) : (
          <span className={styles.quiet}>{t.roles[member.role]}</span>
        )}
        {(owner || me) && (
          <Button variant="subtle" loading={remove.isPending} onClick={() => void ask()} data-testid="member-remove">
            {me ? t.leave : t.remove}
          </Button>
        )}
      </div>
    </div>
  );
}

function Invitations() {
  const t = useTexts(texts).team;
  const { id } = useSite();
  const invitations = useQuery(invitationsQuery(id));
  if (!invitations.data || invitations.data.invitations.length === 0) return null;
  return (
    <div className={styles.below}>
      <h2 className={styles.heading}>{t.invited}</h2>
      <List query={invitations} items={invitations.data.invitations} keyOf={(it) => it.id} label={t.invited} failed={t.failed} empty={null} testId="invitations" row={(invitation) => <InvitationRow invitation={invitation} />} />
    </div>
  );
}

function InvitationRow({ invitation }: { invitation: Invitation }) {
  const t = useTexts(texts).team;
  const { t: common, language } = useWords();
  const { id } = useSite();
  const client = useQueryClient();
  const withdraw = useMutation({
    mutationFn: () => api.delete('/api/sites/{id}/invitations/{invitation}', { path: { id, invitation: invitation.id } }),
    onSuccess: () => client.invalidateQueries({ queryKey: invitationsQuery(id).queryKey }),
    onError: (error) => toast(saveText(error, common, language), { tone: 'bad' }),
  });
  return (
    <div className={styles.row} data-testid="invitation" data-email={invitation.email}>
      <div className={styles.what}>
        <p className={styles.name}>{invitation.email}</p>
        <p className={styles.quiet}>{t.until(t.roles[invitation.role], moment(invitation.expires, language))}</p>
      </div>
      <Button variant="subtle" loading={withdraw.isPending} onClick={() => withdraw.mutate()} data-testid="withdraw">
        {t.withdraw}
      </Button>
    </div>
  );
}

function Invite({ onClose }: { onClose: () => void }) {
  const t = useTexts(texts).team;
  const { t: common, language } = useWords();
  const { id } = useSite();
  const client = useQueryClient();
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('editor');
  const [made, setMade] = useState<Made | null>(null);
  const invite = useMutation({
    mutationFn: () => api.post('/api/sites/{id}/invitations', { path: { id }, body: { email, role } }),
    onSuccess: (answer) => {
      setMade(answer);
      return client.invalidateQueries({ queryKey: invitationsQuery(id).queryKey });
    },
  });
  const own = invite.error instanceof ApiError && invite.error.code === 'taken' ? t.already : t.emailWrong;
  const wrong = fieldText(invite.error, 'email', common, language, own);
  if (made) {
    return (
      <Dialog opened onClose={onClose} title={t.madeTitle} testId="invite-dialog" size="wide">
        <p className={styles.quiet}>{t.madeText(made.email)}</p>
        <CodeBox text={made.link} label={t.madeTitle} testId="invitation-link" />
        <DialogActions>
          <Button variant="light" onClick={onClose} data-testid="invite-done">
            {common.close}
          </Button>
        </DialogActions>
      </Dialog>
    );
  }
  return (
    <Dialog opened onClose={onClose} title={t.invite} testId="invite-dialog">
      <DialogForm onSubmit={() => invite.mutate()} onClose={onClose} yes={t.makeLink} isBusy={invite.isPending} isReady={email.trim() !== ''} testId="invite-submit">
        <Fields>
          <TextInput type="email" inputMode="email" label={t.email} value={email} onChange={(event) => (invite.reset(), setEmail(event.currentTarget.value))} error={wrong ?? (invite.error ? saveText(invite.error, common, language) : undefined)} data-testid="invite-email" />
          <NativeSelect label={t.role} description={t.roleHelp[role]} data={(['viewer', 'editor', 'owner'] as const).map((value) => ({ value, label: t.roles[value] }))} value={role} onChange={(event) => setRole(event.currentTarget.value as Role)} data-testid="invite-role" />
        </Fields>
      </DialogForm>
    </Dialog>
  );
}
