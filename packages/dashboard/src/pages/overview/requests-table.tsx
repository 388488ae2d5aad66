import { Box, Table } from '@mantine/core'
import { type Figures, formatCount, outcomes } from './figures.ts'
import { formatInterval } from './format-interval.ts'
import classes from './requests.module.css'

/** The chart's numbers as a table, newest first. */
export function RequestsTable({ figures: { by, intervals } }: { readonly figures: Figures }) {
  return (
    <Box className={classes.scroll} tabIndex={0} role="region" aria-label="Requests as a table">
      <Table stickyHeader fz="sm" ta="right">
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{by === 'hour' ? 'Hour' : 'Day'}</Table.Th>
            {outcomes.map(({ name, label }) => (
              <Table.Th key={name} scope="col" ta="right">
                {label}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {intervals.toReversed().map((interval) => (
            <Table.Tr key={interval.at}>
              <Table.Th scope="row" fw={400}>
                {formatInterval(interval.at, by)}
              </Table.Th>
              {outcomes.map(({ name }) => (
                <Table.Td key={name}>{formatCount(interval[name])}</Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Box>
  )
}
