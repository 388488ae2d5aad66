import { Button, Code, List, Stack, Text, TextInput } from '@mantine/core'
import type { ActResult } from '../../api/act.ts'
import { useChange } from '../../api/use-change.ts'
import { Caution } from '../../components/caution.tsx'
import { type Column, DataTable } from '../../components/data-table.tsx'
import { Problem } from '../../components/problem.tsx'
import { Section } from '../../components/section.tsx'
import { Status } from '../../components/status.tsx'
import { useActForm } from '../../components/use-act-form.ts'
import { type Credential, findOwnBucket } from './credential-values.ts'

type Trial = ActResult<'test_store'>
type Feature = Trial['features'][number]

const columns: readonly Column<Feature>[] = [
  { title: 'Feature', render: ({ feature }) => <Code>{feature}</Code> },
  {
    title: 'The store',
    render: ({ isHeld }) => <Status state={isHeld ? 'good' : 'warning'} label={isHeld ? 'enforces it' : 'does not'} />,
  },
  {
    title: 'Its answer',
    render: ({ observed, isKnown }) => (
      <>
        {observed}
        {!isKnown && (
          <Text size="xs" c="dimmed">
            This differs from the gateway’s table of stores.
          </Text>
        )}
      </>
    ),
  },
]

/** Tests on the live store what uploads may request. It writes only to the place that the operator names. */
export function StoreTrialSection({ credential }: { readonly credential: Credential }) {
  const { name } = credential
  const bucket = findOwnBucket(credential)
  const form = useActForm({ initialValues: { writeTo: bucket === undefined ? '' : `${bucket}/signpost-test/` } })
  const test = useChange('test_store', { onError: form.showProblems })
  return (
    <Section
      title="What the store enforces"
      description="The gateway tries size, checksum, type and similar limits on the live store. It writes a few small objects and deletes them."
    >
      <form onSubmit={form.onSubmit(({ writeTo }) => test.mutate({ name, writeTo: writeTo.trim() }))}>
        <Stack gap="sm" align="flex-start">
          <TextInput
            w="100%"
            maw="40rem"
            label="Where it may write"
            description="A bucket, a slash and a key prefix."
            placeholder="my-bucket/signpost-test/"
            required
            autoComplete="off"
            spellCheck={false}
            {...form.getInputProps('writeTo')}
          />
          <Button type="submit" variant="default" loading={test.isPending}>
            Try it
          </Button>
        </Stack>
      </form>
      <Stack mt="md" role="status">
        {test.error !== null && <Problem error={test.error} shownFields={form.shownFields} />}
        {test.data !== undefined && test.error === null && <TrialResult trial={test.data} />}
      </Stack>
    </Section>
  )
}

function TrialResult({ trial: { problem, features, left } }: { readonly trial: Trial }) {
  return (
    <>
      {problem !== undefined && <Status state="bad" label={`Nothing was tried: ${problem}`} />}
      {features.length > 0 && (
        <DataTable
          caption="What the store enforces"
          list={{ rows: features, error: null }}
          columns={columns}
          toKey={({ feature }) => feature}
          empty={null}
        />
      )}
      {left.length > 0 && (
        <Caution title="These objects could not be deleted">
          <List size="sm">
            {left.map((key) => (
              <List.Item key={key}>{key}</List.Item>
            ))}
          </List>
        </Caution>
      )}
    </>
  )
}
