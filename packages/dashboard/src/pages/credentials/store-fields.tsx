import { Autocomplete, Code, Select, Stack, Text, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import type { ReactNode } from 'react'
import { chooseEndpoint, otherForm, type StoreValues } from './credential-values.ts'
import { followsRegion, matchEndpoint, type Store, showEndpoint } from './endpoint-form.ts'

interface StoreFieldsProps {
  readonly form: UseFormReturnType<StoreValues>
  readonly store: Store
}

/** Region and endpoint of a store. It asks for each field of the endpoint's form and composes the endpoint from them. */
export function StoreFields({ form, store }: StoreFieldsProps) {
  const values = form.values
  const regions = store.regions.filter((region) => region !== '*' && !region.includes('{'))
  return (
    <Stack gap="sm">
      <Autocomplete
        label="Region"
        description="The store's name for it, such as eu-central-1."
        required
        autoComplete="off"
        spellCheck={false}
        data={regions}
        {...form.getInputProps('region')}
      />
      {store.endpoints.length > 0 && (
        <Select
          label="Type of endpoint"
          allowDeselect={false}
          data={[
            ...store.endpoints.map((one, index) => ({ value: String(index), label: showEndpoint(one, {}) })),
            { value: String(otherForm), label: 'Another endpoint' },
          ]}
          value={String(values.form)}
          onChange={(index) => form.setFieldValue('form', Number(index))}
        />
      )}
      <Parts form={form} store={store} />
      <Composed values={values} store={store} error={form.errors.endpoint} />
    </Stack>
  )
}

/** An input for each field of the form except the region. Pasting a whole endpoint into one fills all of them. */
function Parts({ form, store }: StoreFieldsProps) {
  const values = form.values
  const chosen = store.endpoints[values.form]
  if (chosen === undefined) {
    return (
      <TextInput
        label="Endpoint"
        description="Where the store’s S3 API is, without the bucket."
        placeholder="https://s3.example.com"
        required
        autoComplete="off"
        spellCheck={false}
        {...form.getInputProps('endpoint')}
      />
    )
  }
  function change(field: string, text: string) {
    const pasted = /[./]/.test(text) ? matchEndpoint(store.endpoints, text) : undefined
    if (pasted === undefined) {
      form.setFieldValue('parts', { ...values.parts, [field]: text })
      return
    }
    const { region, ...parts } = pasted.values
    form.setValues({ form: pasted.index, parts, ...(region === undefined ? {} : { region }) })
  }
  return chosen.fields
    .filter((field) => field !== 'region')
    .map((field) => (
      <TextInput
        key={field}
        label={field.charAt(0).toUpperCase() + field.slice(1)}
        description={
          field === 'account' && store.account !== undefined
            ? store.account
            : 'As it appears in the endpoint. You can paste the whole endpoint.'
        }
        required
        autoComplete="off"
        spellCheck={false}
        value={values.parts[field] ?? ''}
        onChange={(event) => change(field, event.currentTarget.value)}
      />
    ))
}

interface ComposedProps {
  readonly values: StoreValues
  readonly store: Store
  readonly error: ReactNode
}

function Composed({ values, store, error }: ComposedProps) {
  const chosen = store.endpoints[values.form]
  if (chosen === undefined) return null
  const shown = chooseEndpoint(values, store) ?? showEndpoint(chosen, { ...values.parts, region: values.region })
  return (
    <div>
      <Text size="sm" role="status">
        Endpoint: <Code>{shown}</Code>
      </Text>
      {followsRegion(store, values.form) && (
        <Text size="xs" c="dimmed">
          The gateway derives it from the region.
        </Text>
      )}
      {error !== undefined && error !== null && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {error}
        </Text>
      )}
    </div>
  )
}
