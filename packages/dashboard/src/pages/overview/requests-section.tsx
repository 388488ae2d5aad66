import { Button, Group, Text } from '@mantine/core'
import { useState } from 'react'
import { type Figures, formatCount, outcomes } from './figures.ts'
import classes from './requests.module.css'
import { RequestsChart } from './requests-chart.tsx'
import { RequestsTable } from './requests-table.tsx'

/** The requests of each hour or day, as bars or as a table, which a screen reader can read. */
export function RequestsSection({ figures }: { readonly figures: Figures }) {
  const [isTable, setIsTable] = useState(false)
  const { totals, uncounted } = figures
  return (
    <>
      <Group justify="space-between" mb="xs" gap="xs">
        <Group gap="md">
          {outcomes.map(({ name, label }) => (
            <Text key={name} size="sm" component="span" className={classes.legend} data-outcome={name}>
              {label} <b>{formatCount(totals[name])}</b>
            </Text>
          ))}
        </Group>
        <Button variant="subtle" size="compact-sm" onClick={() => setIsTable(!isTable)}>
          {isTable ? 'Show as a chart' : 'Show as a table'}
        </Button>
      </Group>
      {isTable ? <RequestsTable figures={figures} /> : <RequestsChart figures={figures} />}
      {uncounted > 0 && (
        <Text size="xs" c="dimmed" mt="xs">
          {formatCount(uncounted)} older events are still being counted.
        </Text>
      )}
    </>
  )
}
