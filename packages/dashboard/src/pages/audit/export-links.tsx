import { Anchor, Group, Text } from '@mantine/core'
import { useAccount } from '../../api/account.ts'
import { writeQuery } from '../../api/send.ts'

interface ExportLinksProps {
  readonly kind: 'requests' | 'administration'
  /** The filters of the list. */
  readonly filters: object
}

/** Links that download all events matching the filters, not only those on the page. */
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
