import { Stack } from '@mantine/core'
import type { ActResult } from '../../api/act.ts'
import { Section } from '../../components/section.tsx'
import { SetupStep } from './setup-step.tsx'

type Steps = ActResult<'show_overview'>['steps']

/** The way to the first upload, until it has arrived. */
export function SetupSection({ steps }: { readonly steps: Steps }) {
  const done = steps.filter(({ state }) => state === 'done').length
  // The first one that is left is what to do now.
  const next = steps.find(({ state }) => state !== 'done')?.step
  return (
    <Section
      title="To your first upload"
      description={`${done} of ${steps.length} steps are done. This list goes when a file has arrived.`}
    >
      <Stack gap="md" component="ol" m={0} p={0} style={{ listStyle: 'none' }}>
        {steps.map((step) => (
          <SetupStep key={step.step} step={step} isNext={step.step === next} />
        ))}
      </Stack>
    </Section>
  )
}
