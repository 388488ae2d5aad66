import { Anchor, Group, Progress, Stack, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { Section } from '../../components/section.tsx'
import { type Figures, formatCount } from './figures.ts'
import { Nothing } from './nothing.tsx'

/** So many reasons are shown; the audit log has all. */
const shown = 8

/** Why requests were refused, the most frequent reason first. */
export function Refusals({ refusals }: { readonly refusals: Figures['refusals'] }) {
  const most = refusals[0]?.count ?? 1
  return (
    <Section title="Refusals by reason">
      {refusals.length === 0 ? (
        <Nothing>None.</Nothing>
      ) : (
        <Stack gap="sm">
          {refusals.slice(0, shown).map(({ code, count }) => (
            <div key={code}>
              <Group justify="space-between" gap="xs" wrap="nowrap">
                <Anchor component={Link} to="/audit" search={{ code } as never} size="sm">
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
