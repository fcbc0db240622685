import '@mantine/core/styles/Popover.css';
import { Button, Popover } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../api.ts';
import { useWords } from '../i18n/index.tsx';
import { isSignedOut, sessionQuery } from '../queries.ts';
import { Icon } from '../ui/Icon.tsx';
import styles from './AccountMenu.module.css';
import { Preferences } from './Preferences.tsx';

export function AccountMenu({ name, email }: { name: string; email: string }) {
  const { t } = useWords();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [opened, setOpened] = useState(false);
  const signOut = useMutation({
    mutationFn: async () => {
      try {
        await api.delete('/api/session');
      } catch (error) {
        // Already signed out is what was asked for.
        if (!isSignedOut(error)) throw error;
      }
    },
    onSuccess: async () => {
      client.setQueryData(sessionQuery.queryKey, null);
      await navigate({ to: '/sign-in', search: {} });
      client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
    },
  });
  return (
    <Popover opened={opened} onChange={setOpened} position="top-start" width={288} trapFocus returnFocus transitionProps={{ duration: 120 }}>
      <Popover.Target>
        <button type="button" className={styles.button} onClick={() => setOpened((now) => !now)} aria-label={`${t.shell.account}: ${name}`} data-testid="account-menu">
          <span className={styles.face} data-letter={[...name][0]} aria-hidden="true" />
          <span className={styles.name}>{name}</span>
        </button>
      </Popover.Target>
      <Popover.Dropdown className={styles.menu} aria-label={t.shell.account}>
        <div>
          <p className={styles.person}>{name}</p>
          <p className={styles.mail}>{email}</p>
        </div>
        <Preferences />
        <Link to="/account" className={styles.own} onClick={() => setOpened(false)} data-testid="to-account">
          <Icon name="person" size={18} />
          {t.shell.myAccount}
        </Link>
        <div>
          {signOut.isError && (
            <p className={styles.error} role="alert">
              {t.shell.signOutFailed}
            </p>
          )}
          <Button variant="light" fullWidth leftSection={<Icon name="signOut" size={18} />} loading={signOut.isPending} onClick={() => signOut.mutate()} data-testid="sign-out">
            {t.shell.signOut}
          </Button>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
