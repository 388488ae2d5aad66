import { Alert } from '@mantine/core'
import type { ReactNode } from 'react'
import { useMay } from '../api/session.ts'

/** What only those see who may change something; an auditor reads why there is nothing. */
export function OperatorsOnly({ children }: { readonly children: ReactNode }) {
  if (useMay('operator')) return children
  return (
    <Alert variant="outline" role="note" title="Auditors change nothing">
      An operator of the account or an owner can do this.
    </Alert>
  )
}
