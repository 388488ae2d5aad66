import type { StatusState } from '../../components/status.tsx'

/** The states of a token, in words. */
export const stateLabels = {
  active: { state: 'good', label: 'Active' },
  expired: { state: 'unknown', label: 'Expired' },
  revoked: { state: 'bad', label: 'Revoked' },
} as const satisfies Readonly<Record<string, { readonly state: StatusState; readonly label: string }>>
