import { Alert } from '@mantine/core'
import type { ReactNode } from 'react'
import { useMay } from '../api/session.ts'

/** Content for operators and owners. An auditor sees why it is hidden. */
export function OperatorsOnly({ children }: { readonly children: ReactNode }) {
  if (useMay('operator')) return children
  return (
    <Alert variant="outline" role="note" title="Auditors cannot change anything">
      Only an operator of the account or an owner can do this.
    </Alert>
  )
}
