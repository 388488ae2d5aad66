import { Anchor, Group, Text } from '@mantine/core'
import { useAccount } from '../../api/account.ts'
import { writeQuery } from '../../api/send.ts'

interface ExportLinksProps {
  readonly kind: 'requests' | 'administration'
  /** As the list has them. */
  readonly filters: object
}

/** Links that download all that the filters leave, not only what is shown. */
export function ExportLinks({ kind, filters }: ExportLinksProps) {
  const account = useAccount()
  const toPath = (format: string) =>
    `/admin/api/export-audit-events${writeQuery({ format, kind, ...filters, account })}`
  return (
    <Group gap="sm">
      <Text size="sm">Export all as:</Text>
      <Anchor href={toPath('csv')} download size="sm">
        CSV
      </Anchor>
      <Anchor href={toPath('ndjson')} download size="sm">
        JSON Lines
      </Anchor>
    </Group>
  )
}
