import { Anchor } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { type Column, DataTable } from '../../components/data-table.tsx'
import { Section } from '../../components/section.tsx'
import { type Figures, formatCount } from './figures.ts'
import { Nothing } from './nothing.tsx'

const columns: readonly Column<Figures['tokens'][number]>[] = [
  {
    title: 'Token',
    render: ({ id, name }) =>
      name === undefined ? (
        `${id} (removed)`
      ) : (
        <Anchor component={Link} to={`/tokens/${id}`} inherit>
          {name}
        </Anchor>
      ),
  },
  { title: 'Allowed', isNumber: true, render: ({ allowed }) => formatCount(allowed) },
  { title: 'Refused', isNumber: true, render: ({ denied, failed }) => formatCount(denied + failed) },
]

/** The tokens with the most requests. */
export function BusiestTokens({ tokens }: { readonly tokens: Figures['tokens'] }) {
  return (
    <Section title="Busiest tokens">
      <DataTable
        caption="The busiest tokens"
        list={{ rows: tokens, error: null }}
        columns={columns}
        toKey={({ id }) => id}
        empty={<Nothing>No token was used.</Nothing>}
      />
    </Section>
  )
}
