import { Anchor, Group, Progress, Stack, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { Section } from '../../components/section.tsx'
import { type Figures, formatCount } from './figures.ts'
import { Nothing } from './nothing.tsx'

/** At most this many reasons are shown. The audit log has all of them. */
const shown = 8

/** The reasons why requests were refused or failed, most frequent first. */
export function Refusals({ refusals }: { readonly refusals: Figures['refusals'] }) {
  const most = refusals[0]?.count ?? 1
  return (
    <Section
      title="Refusals by reason"
      description="Most frequent first. Each links to its cause and what to do."
      actions={
        <Anchor component={Link} to="/audit" search={{ outcome: 'denied' } as never} size="sm">
          In the audit log
        </Anchor>
      }
    >
      {refusals.length === 0 ? (
        <Nothing>None.</Nothing>
      ) : (
        <Stack gap="sm">
          {refusals.slice(0, shown).map(({ code, count }) => (
            <div key={code}>
              <Group justify="space-between" gap="xs" wrap="nowrap">
                <Anchor href={`/docs/errors#${code}`} target="_blank" rel="noreferrer" size="sm">
                  {code}
                </Anchor>
                <Text size="sm" ff="monospace">
                  {formatCount(count)}
                </Text>
              </Group>
              <Progress value={(count / most) * 100} size={4} color="var(--signpost-denied)" aria-hidden="true" />
            </div>
          ))}
        </Stack>
      )}
    </Section>
  )
}
