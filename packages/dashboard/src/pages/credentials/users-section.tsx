import { Anchor, Code, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { type Column, DataTable } from '../../components/data-table.tsx'
import { Section } from '../../components/section.tsx'
import { Time } from '../../components/time.tsx'
import type { Credential } from './credential-values.ts'

type User = Credential['usedBy'][number]

const columns: readonly Column<User>[] = [
  {
    title: 'Token',
    render: ({ id, name }) => (
      <Anchor component={Link} to={`/tokens/${id}`} inherit>
        {name}
      </Anchor>
    ),
  },
  {
    title: 'May',
    render: ({ allow }) =>
      allow === undefined
        ? 'sign uploads and downloads of everything'
        : allow.map((rule) => (
            <div key={rule}>
              <Code>{rule}</Code>
            </div>
          )),
  },
  { title: 'Bound to it', render: ({ isBound }) => (isBound ? 'yes' : 'no') },
  {
    title: 'Last used',
    render: ({ lastUsedAt }) => (lastUsedAt === undefined ? 'never' : <Time at={lastUsedAt} isRelative />),
  },
]

/** The tokens that sign with a credential. */
export function UsersSection({ credential: { usedBy, usedByCount } }: { readonly credential: Credential }) {
  return (
    <Section title="Who uses it" description="Valid tokens whose requests this credential signs.">
      <DataTable
        caption="Tokens that use it"
        list={{ rows: usedBy, error: null }}
        columns={columns}
        toKey={({ id }) => id}
        empty={
          <Text size="sm" c="dimmed">
            No token signs with it.
          </Text>
        }
      />
      {usedByCount > usedBy.length && (
        <Text size="sm" c="dimmed" mt="xs">
          The most recently used, of {usedByCount}.
        </Text>
      )}
    </Section>
  )
}
