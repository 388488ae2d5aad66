import { lazy, Suspense } from 'react'
import { useMay } from '../api/session.ts'
import { useAct } from '../api/use-act.ts'

const AccountSelect = lazy(() =>
  import('./account-select.tsx').then(({ AccountSelect: component }) => ({ default: component })),
)

/** Lets an owner choose the account that the pages show. It is hidden while there is only one account. */
export function AccountSwitch() {
  return useMay('owner') ? <OwnersAccountSwitch /> : null
}

function OwnersAccountSwitch() {
  const accounts = useAct('list_accounts', { limit: 100 }).data?.accounts ?? []
  if (accounts.length < 2) return null
  return (
    <Suspense>
      <AccountSelect accounts={accounts} />
    </Suspense>
  )
}
