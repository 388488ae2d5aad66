import { Button, Group, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ActResult } from '../../api/act.ts'
import { useMay } from '../../api/session.ts'
import { useChange } from '../../api/use-change.ts'
import { Problem } from '../../components/problem.tsx'
import { Status, type StatusState } from '../../components/status.tsx'

type Step = ActResult<'show_overview'>['steps'][number]

const titles: Readonly<Record<Step['step'], string>> = {
  credential: 'Store the keys of your S3 store',
  bucket: 'Reach a bucket',
  cors: 'Let web pages use the bucket (CORS)',
  token: 'Create a token',
  upload: 'Upload a file',
}

const states: Readonly<Record<Step['state'], { readonly state: StatusState; readonly label: string }>> = {
  done: { state: 'good', label: 'Done' },
  todo: { state: 'unknown', label: 'To do' },
  problem: { state: 'bad', label: 'Problem' },
}

interface SetupStepProps {
  readonly step: Step
  /** Whether this is the step to do now. */
  readonly isNext: boolean
}

/** One step: its state, what is missing, and a button for it. */
export function SetupStep({ step, isNext }: SetupStepProps) {
  const { state, message, cure } = step
  return (
    <Text component="li" size="sm">
      <Group justify="space-between" align="flex-start" gap="sm">
        <div style={{ flex: '1 1 16rem' }}>
          <Status
            state={states[state].state}
            label={
              <>
                <b>{titles[step.step]}</b>: {states[state].label.toLowerCase()}
              </>
            }
          />
          <Text size="sm" c="dimmed" ml={15}>
            {message} {cure}
          </Text>
        </div>
        {state !== 'done' && <StepAction step={step} isNext={isNext} />}
      </Group>
    </Text>
  )
}

function StepAction({ step, isNext }: SetupStepProps) {
  const mayChange = useMay('operator')
  // The gateway stores the result of either check, from which the list of steps is made.
  const examine = useChange('examine_credential')
  const variant = isNext ? 'filled' : 'default'
  if (!mayChange) return null
  const { credential, bucket } = step
  if (step.act !== undefined && credential !== undefined) {
    const input = {
      name: credential,
      ...(bucket === undefined ? {} : { bucket }),
      ...(step.step === 'cors' ? { origin: location.origin } : {}),
    }
    return (
      <div>
        <Group gap="xs">
          <Button size="compact-md" variant={variant} loading={examine.isPending} onClick={() => examine.mutate(input)}>
            {step.step === 'cors' ? 'Check CORS for this page' : 'Check it now'}
          </Button>
          <Button component={Link} to={`/credentials/${credential}`} size="compact-md" variant="default">
            Open the credential
          </Button>
        </Group>
        {examine.error !== null && <Problem error={examine.error} />}
      </div>
    )
  }
  const place = places[step.step]
  // Without a credential there is nothing to check yet.
  if (place === undefined) return null
  const { to, label } = place
  return (
    <Button component={Link} to={to} size="compact-md" variant={variant}>
      {label}
    </Button>
  )
}

/** The page on which each step is done. */
const places: Readonly<Partial<Record<Step['step'], { readonly to: string; readonly label: string }>>> = {
  credential: { to: '/credentials/-add', label: 'Add a credential' },
  token: { to: '/tokens/create', label: 'Create a token' },
  upload: { to: '/try-it', label: 'Try it' },
}
