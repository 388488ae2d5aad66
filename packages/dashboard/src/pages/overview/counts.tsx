import { Anchor, Paper, SimpleGrid, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ActResult } from '../../api/act.ts'
import { type Figures, formatCount } from './figures.ts'

interface CountsProps {
  readonly counts: ActResult<'show_overview'>['counts']
  readonly totals: Figures['totals'] | undefined
  /** The period of the totals: `24 hours`. */
  readonly range: string
}

/** The most important numbers. */
export function Counts({ counts, totals, range }: CountsProps) {
  const all = totals === undefined ? undefined : totals.allowed + totals.denied + totals.failed
  const entries = [
    { label: `Requests in ${range}`, count: all, to: '/audit' },
    { label: 'Credentials', count: counts.credentials, to: '/credentials' },
    { label: 'Tokens', count: counts.tokens, to: '/tokens' },
    { label: 'Open uploads', count: counts.openUploads, to: '/uploads' },
  ]
  return (
    <SimpleGrid cols={{ base: 2, md: 4 }} spacing="md" mb="md">
      {entries.map(({ label, count, to }) => (
        <Paper key={label} withBorder p="md">
          <Text size="xl" fw={600} lh={1.2}>
            {count === undefined ? '…' : formatCount(count)}
          </Text>
          <Anchor component={Link} to={to} size="sm">
            {label}
          </Anchor>
        </Paper>
      ))}
    </SimpleGrid>
  )
}
