import { Button, Group, Stack, Text } from '@mantine/core'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useAddress } from '../../api/account.ts'
import { useAct } from '../../api/use-act.ts'
import { useChange } from '../../api/use-change.ts'
import { Loading } from '../../components/loading.tsx'
import { notifyDone } from '../../components/notify.ts'
import { OperatorsOnly } from '../../components/operators-only.tsx'
import { Page } from '../../components/page.tsx'
import { Problem } from '../../components/problem.tsx'
import { useActForm } from '../../components/use-act-form.ts'
import type { Question } from './suggest-change.ts'
import { TokenFields } from './token-fields.tsx'
import { type Token, type TokenValues, toSetInput, toTokenValues } from './token-values.ts'

/** Changes the name, the limits and the expiry of a token. */
export function EditTokenPage() {
  const { id } = useParams({ strict: false }) as { readonly id: string }
  const { data, error } = useAct('show_token', { id })
  const token = data?.id === id ? data : undefined
  return (
    <Page
      title={token === undefined ? 'Edit a token' : `Edit ${token.name}`}
      description="Running gateways apply the change within two seconds. Apps keep using the same token."
    >
      <OperatorsOnly>
        {error !== null ? (
          <Problem error={error} />
        ) : token === undefined ? (
          <Loading lines={8} />
        ) : (
          <EditForm key={id} token={token} />
        )}
      </OperatorsOnly>
    </Page>
  )
}

function EditForm({ token }: { readonly token: Token }) {
  const navigate = useNavigate()
  // The token as it was when the form was opened. A read in flight must not change what the form compares with.
  const [before] = useState(token)
  const asked = useAsked()
  const form = useActForm<TokenValues>({ initialValues: toTokenValues(before) })
  const input = toSetInput(before, form.values)
  const isChanged = Object.keys(input).length > 1
  const set = useChange('set_token', {
    onSuccess({ name }) {
      notifyDone(`The token ${name} was changed.`)
      void navigate({ to: `/tokens/${token.id}` })
    },
    onError: form.showProblems,
  })
  return (
    <form onSubmit={form.onSubmit(() => set.mutate(input))}>
      <TokenFields form={form} asked={asked} />
      <Stack gap="sm">
        {set.error !== null && <Problem error={set.error} shownFields={form.shownFields} />}
        <Group gap="xs">
          <Button type="submit" loading={set.isPending} disabled={!isChanged}>
            Save
          </Button>
          <Button variant="default" component={Link} to={`/tokens/${token.id}`}>
            Cancel
          </Button>
          {!isChanged && (
            <Text size="sm" c="dimmed">
              No changes yet.
            </Text>
          )}
        </Group>
      </Stack>
    </form>
  )
}

/** The question that was asked on the previous page, from the address. */
function useAsked(): Question | undefined {
  const { action, bucket, key } = useAddress()
  if (action === undefined || bucket === undefined) return undefined
  const known = (['upload', 'download', 'list', 'delete'] as const).find((one) => one === action)
  return known === undefined ? undefined : { action: known, bucket, key: key ?? '' }
}
