import { Stack } from '@mantine/core'
import type { ActResult } from '../../api/act.ts'
import { Section } from '../../components/section.tsx'
import { SetupStep } from './setup-step.tsx'

type Steps = ActResult<'show_overview'>['steps']

/** The steps to the first upload, shown until it has arrived. */
export function SetupSection({ steps }: { readonly steps: Steps }) {
  const done = steps.filter(({ state }) => state === 'done').length
  // The first step that is not done is the one to do now.
  const next = steps.find(({ state }) => state !== 'done')?.step
  return (
    <Section
      title="Steps to your first upload"
      description={`${done} of ${steps.length} steps are done. This list disappears when a file has arrived.`}
    >
      <Stack gap="md" component="ol" m={0} p={0} style={{ listStyle: 'none' }}>
        {steps.map((step) => (
          <SetupStep key={step.step} step={step} isNext={step.step === next} />
        ))}
      </Stack>
    </Section>
  )
}
