import { Button, Group, Select, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { Loading } from '../../components/loading.tsx'
import { Problem } from '../../components/problem.tsx'
import { useAddressState } from '../../components/use-address-state.ts'
import { OperationFields } from './operation-fields.tsx'
import type { OperationForm } from './operation-form.ts'
import type { Place } from './place-section.tsx'
import type { RequestLog } from './request-log.ts'
import type { TrialToken } from './trial-token.ts'
import { useOperations } from './use-operations.ts'

interface OperationPanelProps {
  readonly place: Place
  readonly token: TrialToken | undefined
  readonly log: RequestLog
}

/** Any operation of the gateway, as a form. */
export function OperationPanel({ place, token, log }: OperationPanelProps) {
  const { data: operations, error, refetch } = useOperations()
  const [chosen, setChosen] = useAddressState('operation')
  const [count, setCount] = useState(0)
  if (error !== null) return <Problem error={error} onRetry={() => void refetch()} />
  if (operations === undefined) return <Loading />
  const form = operations.find(({ name }) => name === chosen) ?? operations[0]
  return (
    <Stack gap="md">
      <Select
        label="Operation"
        data={groupByCategory(operations)}
        searchable
        allowDeselect={false}
        maxDropdownHeight={320}
        nothingFoundMessage="No operation has this name"
        value={form?.name ?? null}
        onChange={(name) => setChosen(name ?? '')}
      />
      {form !== undefined && (
        <>
          <OperationFields key={`${form.name} ${count}`} form={form} place={place} token={token} log={log} />
          <Group>
            <Button variant="subtle" size="compact-sm" onClick={() => setCount(count + 1)}>
              Reset the form
            </Button>
            <Text size="sm" c="dimmed">
              The form is generated from this gateway’s own description.
            </Text>
          </Group>
        </>
      )}
    </Stack>
  )
}

function groupByCategory(operations: readonly OperationForm[]) {
  return [...Map.groupBy(operations, ({ category }) => category)].map(([group, inGroup]) => ({
    group,
    items: inGroup.map(({ name, method, path, summary }) => ({ value: name, label: `${summary} (${method} ${path})` })),
  }))
}
