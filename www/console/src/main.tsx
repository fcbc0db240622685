import '@mantine/core/styles/baseline.css';
import '@mantine/core/styles/default-css-variables.css';
import '@mantine/core/styles/global.css';
import '@mantine/core/styles/UnstyledButton.css';
import '@mantine/core/styles/Loader.css';
import '@mantine/core/styles/Button.css';
import '@mantine/core/styles/Skeleton.css';
import './theme.css';
import './base.css';
import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { LanguageProvider } from './i18n/index.tsx';
import { makeQueryClient, sessionQuery } from './queries.ts';
import { makeRouter, ownPath } from './router.tsx';
import { colorScheme, theme } from './theme.ts';

const client = makeQueryClient(() => {
  // Several requests may learn of it at once; the first one leads away.
  if (client.getQueryData(sessionQuery.queryKey) === null) return;
  client.setQueryData(sessionQuery.queryKey, null);
  const back = ownPath(router.state.location.href);
  void router.navigate({ to: '/sign-in', search: { return: back, expired: true }, replace: true });
});
const router = makeRouter(client);

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      {/* Mantine would write its variables through innerHTML, which Trusted Types refuse: theme.css has them instead. */}
      <MantineProvider theme={theme} colorSchemeManager={colorScheme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
        <LanguageProvider>
          <QueryClientProvider client={client}>
            <RouterProvider router={router} />
          </QueryClientProvider>
        </LanguageProvider>
      </MantineProvider>
    </StrictMode>,
  );
}

// The font comes after the first paint: the page is readable in the system's font until then.
void import('./font.ts');
