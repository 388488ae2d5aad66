import { Button, Group, List, Stack, Text, TextInput } from '@mantine/core'
import { useAddress } from '../../api/account.ts'
import { useMay } from '../../api/session.ts'
import { useChange } from '../../api/use-change.ts'
import { MarkedText } from '../../components/marked-text.tsx'
import { Problem } from '../../components/problem.tsx'
import { Section } from '../../components/section.tsx'
import { Status, type StatusState } from '../../components/status.tsx'
import { Time } from '../../components/time.tsx'
import { useActForm } from '../../components/use-act-form.ts'
import { CorsCure } from './cors-cure.tsx'
import { type Credential, findOwnBucket } from './credential-values.ts'

type Examination = NonNullable<Credential['examination']>

const checkNames: Readonly<Record<string, string>> = {
  secret: 'Secret',
  keys: 'Keys',
  renewal: 'Renewal',
  end: 'Expiry',
  clock: 'Clock',
  guard: 'Guard',
  bucket: 'Bucket',
  region: 'Region',
  cors: 'CORS',
  upload: 'May upload',
  download: 'May download',
  list: 'May list',
  delete: 'May delete',
  multipart: 'May upload in parts',
}

const stateNames: Readonly<Record<StatusState, string>> = {
  good: 'good',
  warning: 'warning',
  bad: 'problem',
  unknown: 'unknown',
}

/** Tests a credential against its store, and lists the findings, each with what to do. */
export function FindingsSection({ credential }: { readonly credential: Credential }) {
  const { name } = credential
  const mayExamine = useMay('operator')
  const last = credential.examination
  // The page “Try it” links here with the bucket that refused an upload, and the page's origin.
  const asked = useAddress()
  const form = useActForm({
    initialValues: {
      bucket: asked.bucket ?? last?.bucket ?? findOwnBucket(credential) ?? '',
      origin: asked.origin ?? last?.origin ?? '',
    },
  })
  const examine = useChange('examine_credential', { onError: form.showProblems })
  // Fixing a finding repeats the test without this form, so the newest result counts.
  const examination = [examine.data, last]
    .filter((one) => one !== undefined)
    .sort((a, b) => b.at.localeCompare(a.at))[0]
  return (
    <Section
      title="Test"
      description="The gateway asks the store about keys, clock, guard, region, permissions and CORS. It writes nothing to the store."
    >
      {mayExamine && (
        <form
          onSubmit={form.onSubmit(({ bucket, origin }) =>
            examine.mutate({
              name,
              ...(bucket.trim() === '' ? {} : { bucket: bucket.trim() }),
              ...(origin.trim() === '' ? {} : { origin: origin.trim() }),
            }),
          )}
        >
          <Group align="flex-start" gap="sm" mb="sm">
            <TextInput
              flex="1 1 14rem"
              label="Bucket"
              description="The test checks its region and the keys' permissions."
              autoComplete="off"
              spellCheck={false}
              {...form.getInputProps('bucket')}
            />
            <TextInput
              flex="1 1 14rem"
              label="Origin"
              description="Tests whether web pages of this origin may use the bucket (CORS)."
              placeholder="https://app.example.com"
              autoComplete="off"
              spellCheck={false}
              {...form.getInputProps('origin')}
            />
          </Group>
          <Button type="submit" loading={examine.isPending}>
            Test it
          </Button>
        </form>
      )}
      {examine.error !== null && (
        <Stack mt="md">
          <Problem error={examine.error} shownFields={form.shownFields} />
        </Stack>
      )}
      <div role="status">
        {examination !== undefined && examine.error === null && (
          <Findings examination={examination} name={name} mayChange={mayExamine && !credential.isSandbox} />
        )}
        {examination === undefined && !examine.isPending && examine.error === null && (
          <Text size="sm" c="dimmed" mt="sm">
            Not tested since it was stored or last changed.
          </Text>
        )}
      </div>
    </Section>
  )
}

interface FindingsProps {
  readonly examination: Examination
  readonly name: string
  readonly mayChange: boolean
}

function Findings({ examination: { at, bucket, origin, findings }, name, mayChange }: FindingsProps) {
  return (
    <Stack gap="xs" mt="md">
      <Text size="sm" c="dimmed">
        Tested <Time at={at} isRelative />
        {bucket === undefined ? '' : ` with the bucket ${bucket}`}
        {origin === undefined ? '' : `, for pages from ${origin}`}
      </Text>
      <List listStyleType="none" spacing="sm">
        {findings.map(({ check, state, message, cure }) => (
          <List.Item key={check}>
            <Text size="sm" fw={500} component="div">
              <Status state={state} label={`${checkNames[check] ?? check}: ${stateNames[state]}`} />
            </Text>
            <Text size="sm">
              <MarkedText text={message} />
            </Text>
            {cure !== undefined && (
              <Text size="sm">
                <b>What to do:</b> <MarkedText text={cure} />
              </Text>
            )}
            {check === 'cors' && state !== 'good' && mayChange && bucket !== undefined && origin !== undefined && (
              <CorsCure name={name} bucket={bucket} origin={origin} />
            )}
          </List.Item>
        ))}
      </List>
    </Stack>
  )
}
