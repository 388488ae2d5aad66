import { Button, Group, Switch, Text } from '@mantine/core'
import { useState } from 'react'
import { useActList } from '../../api/use-act.ts'
import { DataTable } from '../../components/data-table.tsx'
import { Empty } from '../../components/empty.tsx'
import { Time } from '../../components/time.tsx'
import { useAddressState } from '../../components/use-address-state.ts'
import type { AuditEvent } from './audit-event.ts'
import { toInput } from './audit-filters.ts'
import { listEventColumns } from './event-columns.tsx'
import { EventDrawer } from './event-drawer.tsx'
import { ExportLinks } from './export-links.tsx'
import { FilterBar } from './filter-bar.tsx'
import { mergeRows, mostRows } from './live-rows.ts'
import { useAuditFilters } from './use-audit-filters.ts'
import { type LiveState, useLiveEvents } from './use-live-events.ts'

const states: Readonly<Record<LiveState, string>> = {
  off: '',
  connecting: 'Connecting',
  live: 'New events appear automatically',
  lost: 'The connection was lost. Reconnecting',
}

/** The allowed and denied requests: filtered, live, one event in full, and exported as a file. */
export function RequestsTab() {
  const { filters, set, clear } = useAuditFilters()
  const input = toInput(filters)
  const [live, setLive] = useAddressState('live')
  const [chosen, setChosen] = useAddressState('event')
  const [held, setHeld] = useState<readonly AuditEvent[]>()
  const list = useActList('list_audit_events', { ...input, limit: 50 }, ({ events }) => events)
  const isOn = live === 'on' && filters.until === undefined
  const { events, state } = useLiveEvents({ isOn, filters: input, onGap: list.reload })
  const all =
    isOn && list.rows !== undefined ? mergeRows(events, list.rows, Math.max(mostRows, list.rows.length)) : list.rows
  const rows = isOn ? (held ?? all) : all
  const waiting = held === undefined || all === undefined ? 0 : all.filter(({ id }) => id > (held[0]?.id ?? 0)).length
  const searchedTo = list.lastPage?.searchedTo
  const known = rows?.find(({ id }) => String(id) === chosen)

  return (
    <>
      <FilterBar filters={filters} onChange={set} onClear={clear} />
      <Group justify="space-between" mb="sm" gap="sm">
        <Group gap="md">
          <Switch
            label="Live"
            checked={isOn}
            disabled={filters.until !== undefined}
            onChange={(event) => {
              setHeld(undefined)
              setLive(event.currentTarget.checked ? 'on' : '')
            }}
          />
          {isOn && (
            <Button
              variant="default"
              size="compact-sm"
              onClick={() => setHeld(held === undefined ? (all ?? []) : undefined)}
            >
              {held === undefined ? 'Pause' : 'Resume'}
            </Button>
          )}
          <Text size="sm" c="dimmed" role="status">
            {held === undefined ? states[state] : `Paused: ${waiting} new`}
          </Text>
        </Group>
        <ExportLinks kind="requests" filters={input} />
      </Group>
      <DataTable
        caption="Audit events, newest first"
        list={{ ...list, rows }}
        columns={listEventColumns(({ id }) => setChosen(String(id)))}
        toKey={({ id }) => id}
        empty={
          Object.keys(filters).length === 0 ? (
            <Empty title="Nothing has happened yet" icon="audit">
              Every request to the gateway appears here, whether it was allowed or not.
            </Empty>
          ) : (
            <Empty
              title={searchedTo === undefined ? 'No event matches these filters' : 'No match so far'}
              icon="search"
            />
          )
        }
      />
      {searchedTo !== undefined && (
        <Text size="sm" c="dimmed" ta="center" mt="xs" role="status">
          Looked back to <Time at={searchedTo} isExact />. “Show more” searches further back.
        </Text>
      )}
      {/^\d+$/.test(chosen) && (
        <EventDrawer
          id={Number(chosen)}
          known={known}
          onFilter={(some) => {
            setChosen('')
            set(some)
          }}
          onClose={() => setChosen('')}
        />
      )}
    </>
  )
}
