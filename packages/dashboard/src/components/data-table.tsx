import { Button, Center, Table } from '@mantine/core'
import type { ReactNode } from 'react'
import type { ApiError } from '../api/api-error.ts'
import classes from './data-table.module.css'
import { Loading } from './loading.tsx'
import { Problem } from './problem.tsx'

/** One column of a table. */
export interface Column<Row> {
  readonly title: string
  readonly render: (row: Row) => ReactNode
  /** Numbers are aligned to the right. */
  readonly isNumber?: boolean
  /** A short text, such as an address, that is not wrapped while there is room. */
  readonly isWhole?: boolean
  /** Buttons for the row. The column's title is only for screen readers. */
  readonly isActions?: boolean
}

/** The rows, as `useActList` returns them, or those of `useAct`. */
interface Rows<Row> {
  readonly rows: readonly Row[] | undefined
  readonly error: ApiError | null
  readonly isStale?: boolean
  readonly hasMore?: boolean
  readonly isLoadingMore?: boolean
  readonly loadMore?: () => void
}

interface DataTableProps<Row> {
  /** What the table lists, for a screen reader. */
  readonly caption: string
  readonly list: Rows<Row>
  /** The first column names the row. */
  readonly columns: readonly Column<Row>[]
  readonly toKey: (row: Row) => string | number
  /** What to show if there are no rows: an `Empty`. */
  readonly empty: ReactNode
}

/** A list, including its loading, error and empty states and its next page. On a narrow screen each row becomes a card. */
export function DataTable<Row>({ caption, list, columns, toKey, empty }: DataTableProps<Row>) {
  const { rows, error, isStale = false, hasMore = false, isLoadingMore = false, loadMore } = list
  if (error !== null) return <Problem error={error} />
  if (rows === undefined) return <Loading lines={5} />
  const more = hasMore && (
    <Center mt="md">
      <Button variant="default" loading={isLoadingMore} onClick={loadMore}>
        Show more
      </Button>
    </Center>
  )
  // A search may have read many rows without a match, and can go on.
  if (rows.length === 0) {
    return (
      <>
        {empty}
        {more}
      </>
    )
  }
  return (
    <>
      <Table className={classes.table} aria-busy={isStale} highlightOnHover verticalSpacing="xs">
        <caption className={classes.caption}>{caption}</caption>
        <Table.Thead>
          <Table.Tr>
            {columns.map(({ title, isNumber, isActions }) => (
              <Table.Th key={title} scope="col" data-number={isNumber || undefined}>
                {isActions ? <span className={classes.caption}>{title}</span> : title}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={toKey(row)}>
              {columns.map(({ title, render, isNumber, isWhole, isActions }, index) => {
                const cell = {
                  'data-number': isNumber || undefined,
                  'data-whole': isWhole || undefined,
                  'data-actions': isActions || undefined,
                  'data-title': index === 0 || isActions ? undefined : title,
                }
                return index === 0 ? (
                  <Table.Th key={title} scope="row" {...cell}>
                    {render(row)}
                  </Table.Th>
                ) : (
                  <Table.Td key={title} {...cell}>
                    <div>{render(row)}</div>
                  </Table.Td>
                )
              })}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {more}
    </>
  )
}
