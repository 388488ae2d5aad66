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

/** Asks for everything that makes up a credential. The fields after the store depend on the store. */
export function AddCredentialForm({ stores, onStored }: AddCredentialFormProps) {
  const form = useActForm<CredentialValues>({ initialValues: emptyCredential })
  const add = useChange('add_credential', {
    onSuccess: onStored,
    onError(error) {
      // A problem must not be reported in a field that is hidden.
      if (error.details.some(({ parameter }) => temporaryFields.includes(parameter)))
        form.setFieldValue('isTemporary', true)
      form.showProblems(error)
    },
  })
  const store = stores.find(({ preset }) => preset === form.values.preset)
  const { name, renews } = form.values

  function choose(chosen: Store) {
    // The name follows the store until someone types a name.
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
                description="What this gateway calls it: letters, digits, dots, hyphens and underscores."
                required
                autoComplete="off"
                spellCheck={false}
                {...form.getInputProps('name')}
              />
              <Radio.Group
                label="Type of keys"
                value={renews ? 'renewed' : 'given'}
                onChange={(kind) => form.setFieldValue('renews', kind === 'renewed')}
              >
                <Stack gap="xs" mt={4}>
                  <Radio value="given" label="An access key and its secret" />
                  <Radio value="renewed" label="AWS keys that renew automatically" />
                </Stack>
              </Radio.Group>
              {renews ? <SourceFields form={form} /> : <KeyFields form={form} />}
            </Stack>
          </Section>
          <Section
            title="What it signs for"
            description="If two credentials match, the one that names the bucket signs."
          >
            <Stack gap="sm" maw="40rem">
              <UseFields form={form} offersDefault />
            </Stack>
          </Section>
          <Section title="How to reach the store" description="The defaults for this store suit most installations.">
            <details open={howFields.some((field) => form.errors[field] !== undefined) || undefined}>
              <Text component="summary" size="sm">
                Change the defaults
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
                description="It signs immediately, whether the store accepts its signatures or not."
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
