import { SegmentedControl, SimpleGrid } from '@mantine/core'
import { useAct } from '../../api/use-act.ts'
import { Loading } from '../../components/loading.tsx'
import { Page } from '../../components/page.tsx'
import { Problem } from '../../components/problem.tsx'
import { Section } from '../../components/section.tsx'
import { useAddressState } from '../../components/use-address-state.ts'
import { AttentionSection } from './attention-section.tsx'
import { BusiestTokens } from './busiest-tokens.tsx'
import { Counts } from './counts.tsx'
import { Latency } from './latency.tsx'
import { Refusals } from './refusals.tsx'
import { RequestsSection } from './requests-section.tsx'
import { SetupSection } from './setup-section.tsx'

const dayMs = 86_400_000

/** How far back the figures go. */
const ranges = {
  day: { label: '24 hours', by: 'hour', lengthMs: dayMs },
  week: { label: '7 days', by: 'hour', lengthMs: 7 * dayMs },
  month: { label: '30 days', by: 'day', lengthMs: 30 * dayMs },
} as const

type Range = keyof typeof ranges

/** The overview: the steps to the first upload, what needs attention, and the requests. */
export function OverviewPage() {
  const [chosen, setRange] = useAddressState('range')
  const range = chosen in ranges ? (chosen as Range) : 'day'
  const { by, lengthMs } = ranges[range]
  // Rounded to the minute, so that the query's key stays the same for a while.
  const since = new Date(Math.floor((Date.now() - lengthMs) / 60_000) * 60_000).toISOString()
  const overview = useAct('show_overview', {}, { refetchInterval: 30_000 })
  const statistics = useAct(
    'show_statistics',
    { by, utcOffsetMinutes: -new Date().getTimezoneOffset(), ...(range === 'week' ? { since } : {}) },
    { refetchInterval: 30_000 },
  )
  const figures = statistics.data
  return (
    <Page title="Overview">
      {overview.error !== null && <Problem error={overview.error} onRetry={() => void overview.refetch()} />}
      {overview.data !== undefined && (
        <>
          {!overview.data.isSetUp && <SetupSection steps={overview.data.steps} />}
          <AttentionSection attention={overview.data.attention} />
          <Counts counts={overview.data.counts} totals={figures?.totals} range={ranges[range].label} />
        </>
      )}
      <Section
        title="Requests"
        description="Counted from the audit log: one for each signed URL and for each other call."
        actions={
          <SegmentedControl
            size="xs"
            aria-label="How far back"
            value={range}
            onChange={(value) => setRange(value === 'day' ? '' : value)}
            data={Object.entries(ranges).map(([value, { label }]) => ({ value, label }))}
          />
        }
      >
        {statistics.error !== null && <Problem error={statistics.error} onRetry={() => void statistics.refetch()} />}
        {figures === undefined ? statistics.isPending && <Loading lines={6} /> : <RequestsSection figures={figures} />}
      </Section>
      {figures !== undefined && (
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md" verticalSpacing={0}>
          <Refusals refusals={figures.refusals} />
          <Latency latency={figures.latency} />
          <BusiestTokens tokens={figures.tokens} />
        </SimpleGrid>
      )}
    </Page>
  )
}
