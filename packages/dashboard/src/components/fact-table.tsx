import { Table } from '@mantine/core'
import type { ReactNode } from 'react'

/** What something is, and its value; without one it is left out. */
export interface Fact {
  readonly name: string
  readonly value: ReactNode
}

interface FactTableProps {
  readonly caption: string
  readonly facts: readonly Fact[]
}

/** Names with their values, one below the other. */
export function FactTable({ caption, facts }: FactTableProps) {
  const known = facts.filter(({ value }) => value !== undefined && value !== null && value !== '')
  return (
    <Table variant="vertical" layout="fixed" withTableBorder aria-label={caption}>
      <Table.Tbody>
        {known.map(({ name, value }) => (
          <Table.Tr key={name}>
            <Table.Th w={{ base: '7rem', sm: '12rem' }} scope="row">
              {name}
            </Table.Th>
            <Table.Td style={{ overflowWrap: 'anywhere' }}>{value}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}
