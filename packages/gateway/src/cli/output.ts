import { once } from 'node:events'
import { toJsonValue } from '../admin/to-json-value.ts'
import { formatCell, formatJson, formatLines } from '../core/printable-text.ts'
import { createProgress, type Progress } from './progress.ts'

/**
 * The output of a command. All rules of the command line's output are in this file. Names, keys and messages may contain text of
 * strangers, so terminal control characters are escaped in them. With `--json`, standard output is one JSON value, and each line
 * of standard error is another: `{"note"}`, `{"progress"}`, or the `{"error"}` that a command ends with.
 */
export interface Output {
  /**
   * Writes the command's result to standard output: the JSON value with `--json`, otherwise the text. Called once, at the end.
   */
  result(value: unknown, text: string): void
  /** Writes to standard error what a person should know besides the result. */
  note(text: string): void
  /** Shows the progress of a long command on standard error: a bar at a terminal, otherwise a line now and then. */
  readonly progress: Progress['report']
  /** Removes the bar for good, because it would keep the process alive. */
  readonly endProgress: Progress['clear']
}

/** Creates the output of a command. @param json whether `--json` is set */
export function createOutput(json: boolean): Output {
  const { stdout, stderr } = process
  const writeLine = (text: string) => void stderr.write(`${formatLines(text)}\n`)
  const progress = createProgress({ stream: stderr, isJson: json, now: () => performance.now(), writeLine })
  return {
    result(value, text) {
      progress.clear()
      stdout.write(`${json ? formatJson(toJsonValue(value)) : formatLines(text)}\n`)
    },
    note(text) {
      progress.clear()
      writeLine(json ? formatJson({ note: text }) : text)
    },
    progress: progress.report,
    endProgress: progress.clear,
  }
}

/** How many characters of a cell are shown. No store's endpoint and no id is longer. */
const longestCell = 100

/** How a table is fitted to the terminal. Columns are named by their heads. */
export interface TableFit {
  /** The number of characters after which a cell is cut. */
  readonly longest?: number
  /** Columns that are never cut, because users copy their cells. */
  readonly whole?: readonly string[]
  /** Columns that are dropped if the terminal is too narrow, in this order. */
  readonly extra?: readonly string[]
  /** The number of characters in a line; by default the width of the terminal, or no limit without a terminal. */
  readonly width?: number
}

/** The number of characters between two columns. */
const gap = 2
/** The smallest width of a cell that is cut. */
const shortestCell = 6

/**
 * Formats rows as columns of aligned text. The first row is the head. Each cell is one line without terminal control characters.
 * If the terminal is too narrow, columns are dropped, and then cells are cut.
 */
export function formatTable(
  rows: readonly (readonly string[])[],
  { longest = longestCell, whole = [], extra = [], width = readWidth() }: TableFit = {},
): string {
  const head = rows[0] ?? []
  const cells = rows.map((row) => row.map((cell) => formatCell(cell, longest)))
  const columns = head.map((name, index) => {
    return { name, index, width: Math.max(...cells.map((row) => row[index]?.length ?? 0)) }
  })
  const measure = () => columns.reduce((sum, column) => sum + column.width + gap, -gap)
  for (const name of extra) {
    if (measure() > width)
      columns.splice(
        columns.findIndex((column) => column.name === name),
        1,
      )
  }
  for (let over = measure() - width; over > 0; over--) {
    const cuttable = columns.filter((column) => !whole.includes(column.name) && column.width > shortestCell)
    const widest = cuttable.reduce((a, b) => (b.width > (a?.width ?? 0) ? b : a), cuttable[0])
    if (widest === undefined) break
    widest.width--
  }
  const lines = cells.map((row) =>
    columns.map((column) => cutCell(row[column.index] ?? '', column.width).padEnd(column.width)).join('  '),
  )
  return lines.map((line) => line.trimEnd()).join('\n')
}

function cutCell(cell: string, width: number): string {
  return cell.length <= width ? cell : `${cell.slice(0, width - 1)}…`
}

/** Returns the width of the terminal. A pipe has no limit. */
function readWidth(): number {
  return process.stdout.isTTY ? process.stdout.columns : Number.POSITIVE_INFINITY
}

/** Formats epoch milliseconds for people; a dash for no time. */
export function formatTime(time: number | undefined): string {
  return time === undefined ? '-' : new Date(time).toISOString().slice(0, 19).replace('T', ' ')
}

/** Formats the time at which something expires, for people; `never` without one. */
export function formatExpiry(time: number | undefined): string {
  return time === undefined ? 'never' : formatTime(time)
}

/** Lets a reader such as `head` close our standard output early, which is not an error of the command. */
export function allowClosedOutput(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
}

/**
 * Writes a result that is too long for memory to standard output, no faster than the reader reads it. If the reader closes the
 * output, it ends early and without an error.
 * @throws the signal's reason if the signal is aborted
 */
export async function writeStream(chunks: AsyncIterable<string>, signal: AbortSignal): Promise<void> {
  const { stdout } = process
  for await (const chunk of chunks) {
    if (!stdout.writable) return
    // An error here means that the output was closed, or it has been thrown already.
    if (!stdout.write(chunk)) await once(stdout, 'drain', { signal }).catch(() => {})
    signal.throwIfAborted()
  }
}
