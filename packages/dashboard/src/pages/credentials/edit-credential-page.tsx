import { Button, Checkbox, Group, Stack, Text } from '@mantine/core'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useAct } from '../../api/use-act.ts'
import { useChange } from '../../api/use-change.ts'
import { Loading } from '../../components/loading.tsx'
import { notifyDone } from '../../components/notify.ts'
import { OperatorsOnly } from '../../components/operators-only.tsx'
import { Page } from '../../components/page.tsx'
import { Problem } from '../../components/problem.tsx'
import { Section } from '../../components/section.tsx'
import { useActForm } from '../../components/use-act-form.ts'
import { type Credential, type StoreValues, toSetInput, toValues, type UseValues } from './credential-values.ts'
import { guessRegion, type Store } from './endpoint-form.ts'
import { HowFields } from './how-fields.tsx'
import { AcceptOpenStore, OpenStoreNotice } from './open-store.tsx'
import { StoreFields } from './store-fields.tsx'
import { StoreSelect } from './store-select.tsx'
import { UseFields } from './use-fields.tsx'

/** Changes how a credential's store is reached, and what the credential signs for. */
export function EditCredentialPage() {
  const { name } = useParams({ strict: false }) as { readonly name: string }
  const { data: credential, error } = useAct('show_credential', { name })
  const { data, error: storesError } = useAct('list_stores', {})
  const problem = error ?? storesError
  const isReady = credential !== undefined && credential.name === name && data !== undefined
  return (
    <Page
      title={`Edit ${name}`}
      description="Its keys stay the same. Running gateways apply the change within two seconds."
    >
      <OperatorsOnly>
        {problem !== null ? (
          <Problem error={problem} />
        ) : isReady ? (
          <EditForm credential={credential} stores={data.stores} />
        ) : (
          <Loading lines={8} />
        )}
      </OperatorsOnly>
    </Page>
  )
}

interface EditFormProps {
  readonly credential: Credential
  readonly stores: readonly Store[]
}

type EditValues = StoreValues & UseValues & { unchecked: boolean }

function EditForm({ credential, stores }: EditFormProps) {
  const { name } = credential
  const navigate = useNavigate()
  // The credential as it was when the form was opened. A read in flight must not change what the form compares with.
  const [before] = useState(credential)
  const ownStore = stores.find(({ preset }) => preset === before.preset) as Store
  const form = useActForm<EditValues>({ initialValues: { ...toValues(before, ownStore), unchecked: false } })
  const store = stores.find(({ preset }) => preset === form.values.preset) ?? ownStore
  const { unchecked, ...values } = form.values
  const input = toSetInput(name, values, { credential: before, store })
  const isChanged = Object.keys(input).length > 1
  const set = useChange('set_credential', {
    onSuccess({ explanation }) {
      notifyDone(`${name} was changed. ${explanation ?? ''}`)
      void navigate({ to: `/credentials/${name}` })
    },
    onError: form.showProblems,
  })
  return (
    <form onSubmit={form.onSubmit(() => set.mutate({ ...input, ...(unchecked ? { unchecked } : {}) }))}>
      <Section title="Store" description="The gateway tries a change on the store before saving it.">
        <Stack gap="sm" maw="40rem">
          <StoreSelect
            stores={stores}
            value={values.preset}
            error={form.errors.preset}
            onChoose={(chosen) =>
              form.setValues({ preset: chosen.preset, form: 0, parts: {}, endpoint: '', region: guessRegion(chosen) })
            }
          />
          <StoreFields form={form} store={store} />
          {(store.guard === 'open' || before.guard === 'open') && (
            <OpenStoreNotice>
              <AcceptOpenStore {...form.getInputProps('acceptsOpenStore', { type: 'checkbox' })} />
            </OpenStoreNotice>
          )}
        </Stack>
      </Section>
      <Section title="What it signs for">
        <Stack gap="sm" maw="40rem">
          <UseFields form={form} />
        </Stack>
      </Section>
      <Section title="How to reach the store">
        <Stack gap="sm" maw="40rem">
          <HowFields form={form} store={store} />
        </Stack>
      </Section>
      <Stack gap="sm">
        {set.error !== null && <Problem error={set.error} shownFields={form.shownFields} />}
        {set.error?.code === 'credential_refused' && (
          <Checkbox
            label="Save the change without asking the store"
            {...form.getInputProps('unchecked', { type: 'checkbox' })}
          />
        )}
        <Group gap="xs">
          <Button type="submit" loading={set.isPending} disabled={!isChanged}>
            Save
          </Button>
          <Button variant="default" component={Link} to={`/credentials/${name}`}>
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
