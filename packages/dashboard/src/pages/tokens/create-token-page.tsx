import { Button, Group, Stack } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useChange } from '../../api/use-change.ts'
import { OperatorsOnly } from '../../components/operators-only.tsx'
import { Page } from '../../components/page.tsx'
import { Problem } from '../../components/problem.tsx'
import { useActForm } from '../../components/use-act-form.ts'
import { type MadeToken, MadeTokenPage } from './made-token-page.tsx'
import { TokenFields } from './token-fields.tsx'
import { emptyToken, type TokenValues, toCreateInput } from './token-values.ts'

/** Creates a token and shows it once. */
export function CreateTokenPage() {
  const [made, setMade] = useState<MadeToken>()
  if (made !== undefined) return <MadeTokenPage made={made} />
  return (
    <Page
      title="Create a token"
      description="Create one for each app, so that you can revoke it without affecting the others. Allow only what the app needs."
    >
      <OperatorsOnly>
        <CreateForm onMade={setMade} />
      </OperatorsOnly>
    </Page>
  )
}

function CreateForm({ onMade }: { readonly onMade: (made: MadeToken) => void }) {
  const form = useActForm<TokenValues>({ initialValues: emptyToken })
  const create = useChange('create_token', {
    onSuccess(result) {
      if (result.token !== undefined) onMade({ ...result, token: result.token })
    },
    onError: form.showProblems,
  })
  return (
    <form onSubmit={form.onSubmit((values) => create.mutate(toCreateInput(values)))}>
      <TokenFields form={form} />
      <Stack gap="sm">
        {create.error !== null && <Problem error={create.error} shownFields={form.shownFields} />}
        <Group gap="xs">
          <Button type="submit" loading={create.isPending}>
            Create the token
          </Button>
          <Button variant="default" component={Link} to="/tokens">
            Cancel
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
