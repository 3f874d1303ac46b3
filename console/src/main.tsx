// SPDX-License-Identifier: GPL-3.0-or-later
// Where the console starts. Mantine's own style elements are switched off (its variables come from
// the static file), so nothing here needs an inline style element.
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ApiError } from './api/client';
import { App } from './app/app';
import { t } from './texts';
import { theme } from './theme';
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './styles.css';

const cache = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5000,
      // What was refused is refused again; only an answer that did not come is worth another try.
      retry: (failures, error) => failures < 2 && !(error instanceof ApiError && error.status >= 400 && error.status < 500),
    },
    mutations: { retry: false },
  },
});

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
      <QueryClientProvider client={cache}>
        <Notifications position="bottom-right" containerWidth={380} limit={3} autoClose={3500} aria-label={t.shell.messages} role="status" />
        <App />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
