import { useState } from 'react'
import type { ActResult } from '../../api/act.ts'
import { useAct } from '../../api/use-act.ts'
import { Loading } from '../../components/loading.tsx'
import { OperatorsOnly } from '../../components/operators-only.tsx'
import { Page } from '../../components/page.tsx'
import { Problem } from '../../components/problem.tsx'
import { AddCredentialForm } from './add-credential-form.tsx'
import { StoredCredential } from './stored-credential.tsx'

/** Stores a credential and shows what its store answered. */
export function AddCredentialPage() {
  const { data, error } = useAct('list_stores', {})
  const [stored, setStored] = useState<ActResult<'add_credential'>>()
  if (stored !== undefined) return <StoredCredential stored={stored} onAgain={() => setStored(undefined)} />
  return (
    <Page
      title="Add a credential"
      description="The store's keys, with which the gateway signs. It asks the store whether they are valid, then encrypts them."
    >
      <OperatorsOnly>
        {error !== null ? (
          <Problem error={error} />
        ) : data === undefined ? (
          <Loading lines={6} />
        ) : (
          <AddCredentialForm stores={data.stores} onStored={setStored} />
        )}
      </OperatorsOnly>
    </Page>
  )
}
