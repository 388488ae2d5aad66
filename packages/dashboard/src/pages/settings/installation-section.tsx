import { Anchor, Table } from '@mantine/core'
import type { ActResult } from '../../api/act.ts'
import { Section } from '../../components/section.tsx'

/** The versions and locations of this installation. */
export function InstallationSection({ installation }: { readonly installation: ActResult<'show_settings'> }) {
  const { version, node, database, dataDirectory } = installation
  const rows = [
    ['Signpost', version],
    ['Node.js', node],
    [database.kind === 'sqlite' ? 'SQLite' : 'PostgreSQL', <code key="place">{database.place}</code>],
    ['Data directory', <code key="directory">{dataDirectory}</code>],
  ] as const
  return (
    <Section
      title="Installation"
      actions={
        <Anchor href="/docs" size="sm">
          API reference
        </Anchor>
      }
    >
      <Table fz="sm" variant="vertical" withRowBorders style={{ overflowWrap: 'anywhere' }}>
        <Table.Tbody>
          {rows.map(([name, value]) => (
            <Table.Tr key={name}>
              <Table.Th scope="row" w="35%" fw={500}>
                {name}
              </Table.Th>
              <Table.Td>{value}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Section>
  )
}
