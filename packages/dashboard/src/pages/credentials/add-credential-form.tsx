import { Button, Checkbox, Group, Radio, Stack, Text, TextInput } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ActResult } from '../../api/act.ts'
import { useChange } from '../../api/use-change.ts'
import { Problem } from '../../components/problem.tsx'
import { Section } from '../../components/section.tsx'
import { useActForm } from '../../components/use-act-form.ts'
import { type CredentialValues, emptyCredential, toAddInput } from './credential-values.ts'
import { guessRegion, type Store } from './endpoint-form.ts'
import { HowFields } from './how-fields.tsx'
import { KeyFields } from './key-fields.tsx'
import { AcceptOpenStore, OpenStoreNotice } from './open-store.tsx'
import { SourceFields } from './source-fields.tsx'
import { StoreFields } from './store-fields.tsx'
import { StoreGuide } from './store-guide.tsx'
import { StoreSelect } from './store-select.tsx'
import { UseFields } from './use-fields.tsx'

interface AddCredentialFormProps {
  readonly stores: readonly Store[]
  readonly onStored: (stored: ActResult<'add_credential'>) => void
}

const temporaryFields = ['sessionToken', 'expiresAt']
const howFields = ['publicEndpoint', 'addressing', 'aclPlacement', 'signatureVersion']

/** Asks for everything that a credential is made of. What comes after the store depends on it. */
export function AddCredentialForm({ stores, onStored }: AddCredentialFormProps) {
  const form = useActForm<CredentialValues>({ initialValues: emptyCredential })
  const add = useChange('add_credential', {
    onSuccess: onStored,
    onError(error) {
      // What is wrong must not be in a field that nobody sees.
      if (error.details.some(({ parameter }) => temporaryFields.includes(parameter)))
        form.setFieldValue('isTemporary', true)
      form.showProblems(error)
    },
  })
  const store = stores.find(({ preset }) => preset === form.values.preset)
  const { name, renews } = form.values

  function choose(chosen: Store) {
    // The name that nobody has written is that of the store.
    const isOwnName = name !== '' && name !== form.values.preset
    form.setValues({
      preset: chosen.preset,
      form: 0,
      parts: {},
      endpoint: '',
      region: guessRegion(chosen),
      name: isOwnName ? name : chosen.preset,
      addressing: '',
      aclPlacement: '',
      signatureVersion: 'v4',
      acceptsOpenStore: false,
    })
  }

  return (
    <form
      onSubmit={form.onSubmit((values) => {
        if (store !== undefined) add.mutate(toAddInput(values, store))
      })}
    >
      <Section title="Store">
        <Stack gap="sm" maw="40rem">
          <StoreSelect stores={stores} value={form.values.preset} error={form.errors.preset} onChoose={choose} />
          {store !== undefined && (
            <>
              <StoreGuide store={store} />
              <StoreFields form={form} store={store} />
              {store.guard === 'open' && (
                <OpenStoreNotice>
                  <AcceptOpenStore {...form.getInputProps('acceptsOpenStore', { type: 'checkbox' })} />
                </OpenStoreNotice>
              )}
            </>
          )}
        </Stack>
      </Section>
      {store !== undefined && (
        <>
          <Section title="Keys">
            <Stack gap="sm" maw="40rem">
              <TextInput
                label="Name"
                description="What it is called here: letters, digits, dots, hyphens and underscores."
                required
                autoComplete="off"
                spellCheck={false}
                {...form.getInputProps('name')}
              />
              <Radio.Group
                label="Kind of keys"
                value={renews ? 'renewed' : 'given'}
                onChange={(kind) => form.setFieldValue('renews', kind === 'renewed')}
              >
                <Stack gap="xs" mt={4}>
                  <Radio value="given" label="An access key and its secret" />
                  <Radio value="renewed" label="Keys of AWS that renew themselves" />
                </Stack>
              </Radio.Group>
              {renews ? <SourceFields form={form} /> : <KeyFields form={form} />}
            </Stack>
          </Section>
          <Section
            title="What it signs for"
            description="Of two credentials that fit, the one that names the bucket signs."
          >
            <Stack gap="sm" maw="40rem">
              <UseFields form={form} offersDefault />
            </Stack>
          </Section>
          <Section title="How the store is asked" description="What is usual for this store fits most installations.">
            <details open={howFields.some((field) => form.errors[field] !== undefined) || undefined}>
              <Text component="summary" size="sm">
                Change it
              </Text>
              <Stack gap="sm" maw="40rem" mt="sm">
                <HowFields form={form} store={store} />
              </Stack>
            </details>
          </Section>
          <Stack gap="sm">
            {add.error !== null && <Problem error={add.error} shownFields={form.shownFields} />}
            {add.error?.code === 'credential_refused' && (
              <Checkbox
                label="Store it without asking the store"
                description="It signs at once, whether the store takes its signatures or not."
                {...form.getInputProps('unchecked', { type: 'checkbox' })}
              />
            )}
            <Group gap="xs">
              <Button type="submit" loading={add.isPending}>
                {form.values.unchecked ? 'Store it unchecked' : 'Test and store'}
              </Button>
              <Button variant="default" component={Link} to="/credentials">
                Cancel
              </Button>
            </Group>
          </Stack>
        </>
      )}
    </form>
  )
}
