import type { Role } from '../api/session.ts'
import type { IconName } from '../components/icon.tsx'

/** A page in the navigation. */
export interface NavigationEntry {
  readonly path: string
  readonly label: string
  readonly icon: IconName
  /** The lowest role that sees it. */
  readonly role: Role
}

/** The navigation, in groups. Each page has one line here and one in `router.tsx`. */
export const navigation: readonly (readonly NavigationEntry[])[] = [
  [{ path: '/', label: 'Overview', icon: 'overview', role: 'auditor' }],
  [
    { path: '/credentials', label: 'Credentials', icon: 'key', role: 'auditor' },
    { path: '/tokens', label: 'Tokens', icon: 'token', role: 'auditor' },
    { path: '/try-it', label: 'Try it', icon: 'upload', role: 'auditor' },
  ],
  [
    { path: '/audit', label: 'Audit', icon: 'audit', role: 'auditor' },
    { path: '/uploads', label: 'Uploads', icon: 'parts', role: 'auditor' },
    { path: '/explain', label: 'Explain', icon: 'explain', role: 'auditor' },
  ],
  [
    { path: '/administrators', label: 'Administrators', icon: 'people', role: 'owner' },
    { path: '/accounts', label: 'Accounts', icon: 'accounts', role: 'owner' },
    { path: '/settings', label: 'Settings', icon: 'settings', role: 'owner' },
  ],
]
