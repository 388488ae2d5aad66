import { type Column, DataTable } from '../../components/data-table.tsx'
import { Section } from '../../components/section.tsx'
import { Time } from '../../components/time.tsx'
import { type Figures, formatCount } from './figures.ts'
import { Nothing } from './nothing.tsx'

type Operation = NonNullable<Figures['latency']>['operations'][number]

const form = new Intl.NumberFormat(undefined, { maximumSignificantDigits: 2 })

const columns: readonly Column<Operation>[] = [
  { title: 'Operation', render: ({ operation }) => operation },
  { title: 'Requests', isNumber: true, render: ({ count }) => formatCount(count) },
  { title: '50 %', isNumber: true, render: ({ p50Ms }) => `${form.format(p50Ms)} ms` },
  { title: '95 %', isNumber: true, render: ({ p95Ms }) => `${form.format(p95Ms)} ms` },
  { title: '99 %', isNumber: true, render: ({ p99Ms }) => `${form.format(p99Ms)} ms` },
]

/** How long the gateway takes, by operation. 50, 95 and 99 of 100 requests take at most the times shown. */
export function Latency({ latency }: { readonly latency: Figures['latency'] }) {
  const since = latency === undefined ? undefined : <Time at={latency.startedAt} />
  return (
    <Section
      title="Latency"
      description={
        since === undefined ? undefined : <>Measured by the process that answered this page, since {since}</>
      }
    >
      <DataTable
        caption="Latency by operation"
        list={{ rows: latency?.operations ?? [], error: null }}
        columns={columns}
        toKey={({ operation }) => operation}
        empty={<Nothing>No requests yet.</Nothing>}
      />
    </Section>
  )
}
