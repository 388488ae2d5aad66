import './style-nonce.ts'
import './styles/first-styles.ts'
import './global.css'
import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { createRoot } from 'react-dom/client'
import { basePath } from './api/dashboard-path.ts'
import { createQueryClient } from './api/query-client.ts'
import { createPageRouter } from './router.tsx'
import { styleNonce } from './style-nonce.ts'
import { resolveVariables, theme } from './theme.ts'

// Loaded in parallel with the first page, which has no messages to show yet.
const Notices = lazy(() => import('./layout/notices.tsx').then(({ Notices: component }) => ({ default: component })))

const queryClient = createQueryClient(() => {
  // Loads a new document, so that nothing that the session has read stays in memory.
  const next = location.pathname + location.search
  location.assign(`${basePath}/sign-in?${new URLSearchParams({ next })}`)
})
const router = createPageRouter(queryClient)

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}

createRoot(document.getElementById('root') as HTMLElement).render(
  <MantineProvider
    theme={theme}
    cssVariablesResolver={resolveVariables}
    defaultColorScheme="auto"
    getStyleNonce={() => styleNonce}
    deduplicateInlineStyles
  >
    <QueryClientProvider client={queryClient}>
      <Suspense>
        <Notices />
      </Suspense>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </MantineProvider>,
)
