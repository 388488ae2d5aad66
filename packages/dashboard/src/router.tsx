import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
  retainSearchParams,
} from '@tanstack/react-router'
import type { AddressValues } from './api/account.ts'
import { basePath } from './api/dashboard-path.ts'
import { sessionQuery } from './api/session.ts'
import { ErrorPage, LoneErrorPage, MissingPage } from './components/error-page.tsx'
import { Loading } from './components/loading.tsx'
import { Shell } from './layout/shell.tsx'

const root = createRootRouteWithContext<{ readonly queryClient: QueryClient }>()({
  component: Outlet,
  errorComponent: LoneErrorPage,
  validateSearch: (search): AddressValues => search as AddressValues,
  search: { middlewares: [retainSearchParams<AddressValues>(['account']) as never] },
})

/** The pages that need a session. Without one they redirect to the sign-in, which leads back to them. */
const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  component: Shell,
  errorComponent: LoneErrorPage,
  async beforeLoad({ context, location }) {
    const { session } = await context.queryClient.ensureQueryData(sessionQuery)
    if (session === null) throw redirect({ to: '/sign-in', search: { next: basePath + location.href } })
  },
})

const pages = [
  // The page for unknown addresses has the layout of every other page.
  createRoute({ getParentRoute: () => signedIn, path: '$', component: MissingPage }),
  page(
    '/',
    lazyRouteComponent(() => import('./pages/overview/overview-page.tsx'), 'OverviewPage'),
  ),
  // `-add` cannot be the name of a credential, because names start with a letter or a digit.
  page(
    '/credentials',
    lazyRouteComponent(() => styled(import('./pages/credentials/credentials-page.tsx')), 'CredentialsPage'),
  ),
  page(
    '/credentials/-add',
    lazyRouteComponent(() => styled(import('./pages/credentials/add-credential-page.tsx')), 'AddCredentialPage'),
  ),
  page(
    '/credentials/$name',
    lazyRouteComponent(() => styled(import('./pages/credentials/credential-page.tsx')), 'CredentialPage'),
  ),
  page(
    '/credentials/$name/edit',
    lazyRouteComponent(() => styled(import('./pages/credentials/edit-credential-page.tsx')), 'EditCredentialPage'),
  ),
  page(
    '/tokens',
    lazyRouteComponent(() => styled(import('./pages/tokens/tokens-page.tsx')), 'TokensPage'),
  ),
  page(
    '/tokens/create',
    lazyRouteComponent(() => styled(import('./pages/tokens/create-token-page.tsx')), 'CreateTokenPage'),
  ),
  page(
    '/tokens/$id',
    lazyRouteComponent(() => styled(import('./pages/tokens/token-page.tsx')), 'TokenPage'),
  ),
  page(
    '/tokens/$id/edit',
    lazyRouteComponent(() => styled(import('./pages/tokens/edit-token-page.tsx')), 'EditTokenPage'),
  ),
  page(
    '/try-it',
    lazyRouteComponent(() => styled(import('./pages/try-it/try-it-page.tsx')), 'TryItPage'),
  ),
  page(
    '/audit',
    lazyRouteComponent(() => styled(import('./pages/audit/audit-page.tsx')), 'AuditPage'),
  ),
  page(
    '/uploads',
    lazyRouteComponent(() => styled(import('./pages/uploads/uploads-page.tsx')), 'UploadsPage'),
  ),
  page(
    '/explain',
    lazyRouteComponent(() => styled(import('./pages/explain/explain-page.tsx')), 'ExplainPage'),
  ),
  page(
    '/security',
    lazyRouteComponent(() => styled(import('./pages/security/security-page.tsx')), 'SecurityPage'),
  ),
  page(
    '/settings',
    lazyRouteComponent(() => styled(import('./pages/settings/settings-page.tsx')), 'SettingsPage'),
  ),
  page(
    '/administrators',
    lazyRouteComponent(() => styled(import('./pages/administrators/administrators-page.tsx')), 'AdministratorsPage'),
  ),
  page(
    '/accounts',
    lazyRouteComponent(() => styled(import('./pages/accounts/accounts-page.tsx')), 'AccountsPage'),
  ),
]

function page(path: string, component: ReturnType<typeof lazyRouteComponent>) {
  return createRoute({ getParentRoute: () => signedIn, path, component })
}

/** Loads a page with all of Mantine's styles. Pages that are not a first view need them. */
async function styled<Module>(module: Promise<Module>): Promise<Module> {
  const [loaded] = await Promise.all([module, import('./styles/all-styles.ts')])
  return loaded
}

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  errorComponent: LoneErrorPage,
  async beforeLoad({ context }) {
    const { session } = await context.queryClient.ensureQueryData(sessionQuery)
    if (session !== null) throw redirect({ to: '/' })
  },
  component: lazyRouteComponent(() => import('./pages/sign-in/sign-in-page.tsx'), 'SignInPage'),
})

const invitation = createRoute({
  getParentRoute: () => root,
  path: '/invitation',
  errorComponent: LoneErrorPage,
  component: lazyRouteComponent(() => styled(import('./pages/invitation/invitation-page.tsx')), 'InvitationPage'),
})

/** Creates the router. Each page is loaded when it is opened, or when the pointer is over a link to it. */
export function createPageRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree: root.addChildren([signedIn.addChildren(pages), signIn, invitation]),
    basepath: basePath,
    context: { queryClient },
    defaultPreload: 'intent',
    defaultPendingComponent: Loading,
    defaultErrorComponent: ErrorPage,
    scrollRestoration: true,
    // Plain strings, which the gateway can also read. The router's own format is JSON.
    parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
    stringifySearch(search) {
      const pairs = Object.entries(search).filter(([, value]) => value !== undefined && value !== '')
      return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs as [string, string][])}`
    },
  })
}
