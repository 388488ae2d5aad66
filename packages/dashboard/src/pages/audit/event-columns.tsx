import { Anchor, Code } from '@mantine/core'
import type { Column } from '../../components/data-table.tsx'
import { Outcome } from '../../components/outcome.tsx'
import { Time } from '../../components/time.tsx'
import type { AuditEvent } from './audit-event.ts'
import { describeObject } from './describe-event.ts'

/** The columns of the list of events. @param open shows one event in full */
export function listEventColumns(open: (event: AuditEvent) => void): readonly Column<AuditEvent>[] {
  return [
    {
      title: 'When',
      isWhole: true,
      render: (event) => (
        <Anchor component="button" type="button" inherit ta="left" underline="always" onClick={() => open(event)}>
          <Time at={event.at} isExact />
        </Anchor>
      ),
    },
    {
      title: 'Outcome',
      isWhole: true,
      render: ({ outcome, code }) => <Outcome outcome={outcome} code={code} />,
    },
    {
      title: 'What',
      isWhole: true,
      render: ({ operation, action, count }) => (
        <div>
          {action ?? operation}
          {count > 1 && ` (${count} requests)`}
        </div>
      ),
    },
    { title: 'Object', render: (event) => (describeObject(event) === '' ? '' : <Code>{describeObject(event)}</Code>) },
    { title: 'Token', render: ({ tokenId }) => tokenId ?? 'none' },
    { title: 'From', isWhole: true, render: ({ clientAddress }) => clientAddress },
  ]
}
