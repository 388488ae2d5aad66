import { useActList } from '../../api/use-act.ts'
import { DataTable } from '../../components/data-table.tsx'
import { Empty } from '../../components/empty.tsx'
import { useAddressState } from '../../components/use-address-state.ts'
import { toInput } from './audit-filters.ts'
import { listEventColumns } from './event-columns.tsx'
import { EventDrawer } from './event-drawer.tsx'
import { FilterBar } from './filter-bar.tsx'
import { useAuditFilters } from './use-audit-filters.ts'

/** What was allowed and denied: filtered, and one event in full. */
export function RequestsTab() {
  const { filters, set, clear } = useAuditFilters()
  const [chosen, setChosen] = useAddressState('event')
  const list = useActList('list_audit_events', { ...toInput(filters), limit: 50 }, ({ events }) => events)
  const known = list.rows?.find(({ id }) => String(id) === chosen)

  return (
    <>
      <FilterBar filters={filters} onChange={set} onClear={clear} />
      <DataTable
        caption="Audit events, newest first"
        list={list}
        columns={listEventColumns(({ id }) => setChosen(String(id)))}
        toKey={({ id }) => id}
        empty={
          Object.keys(filters).length === 0 ? (
            <Empty title="Nothing has happened yet" icon="audit">
              Every request to the gateway stands here, whether it was allowed or not.
            </Empty>
          ) : (
            <Empty title="No event fits these filters" icon="search" />
          )
        }
      />
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
