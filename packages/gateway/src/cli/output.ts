import { once } from 'node:events'
import { toJsonValue } from '../admin/to-json-value.ts'
import { formatCell, formatJson, formatLines } from '../core/printable-text.ts'
import { createProgress, type Progress } from './progress.ts'

/**
 * Where a command writes. All rules of the command line's output are in this file. Names, keys and messages may be the
 * text of strangers: nothing in them steers the terminal. With `--json`, standard output is one JSON value, and each line
 * of standard error another one: `{"note"}`, `{"progress"}`, or the `{"error"}` that a command ends with.
 */
export interface Output {
  /**
   * The command's result, on standard output: the JSON value with `--json`, else the text. Called once, at the end.
   */
  result(value: unknown, text: string): void
  /** What a person should know beside the result, on standard error. */
  note(text: string): void
  /** How far a long command is, on standard error: a bar where a person watches, else a line now and then. */
  readonly progress: Progress['report']
  /** Takes the bar away for good: it would keep the process alive. */
  readonly endProgress: Progress['clear']
}

/** @param json whether `--json` was given */
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

/** Characters of a cell that are shown. No store's endpoint and no id is longer. */
const longestCell = 100

/** How a table is made to fit the terminal. Columns are named by their heads. */
export interface TableFit {
  /** Characters after which a cell is cut. */
  readonly longest?: number
  /** Columns that are never cut: what somebody will copy. */
  readonly whole?: readonly string[]
  /** Columns that a terminal without room for them does without; the first goes first. */
  readonly extra?: readonly string[]
  /** Characters of a line; those of the terminal when it is one, else any number. */
  readonly width?: number
}

/** Characters between two columns. */
const gap = 2
/** What a cell that is cut keeps at the least. */
const shortestCell = 6

/**
 * Rows as columns of aligned text, the first row being the head. Each cell is one line, and nothing in it steers the
 * terminal. Where the terminal is too narrow, columns are left out, and then cells are cut.
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

/** What reads a pipe has room for everything. */
function readWidth(): number {
  return process.stdout.isTTY ? process.stdout.columns : Number.POSITIVE_INFINITY
}

/** Epoch milliseconds as text for people; a dash for none. */
export function formatTime(time: number | undefined): string {
  return time === undefined ? '-' : new Date(time).toISOString().slice(0, 19).replace('T', ' ')
}

/** Lets a reader such as `head` close our standard output early, which is no fault of the command. */
export function allowClosedOutput(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
}

/**
 * Writes a result that is too long for memory to standard output, no faster than it is read. Ends early, without a
 * fault, when the reader does.
 * @throws the signal's reason when it is aborted
 */
export async function writeStream(chunks: AsyncIterable<string>, signal: AbortSignal): Promise<void> {
  const { stdout } = process
  for await (const chunk of chunks) {
    if (!stdout.writable) return
    // The error, if that is what comes, is the closed output, or has been thrown already.
    if (!stdout.write(chunk)) await once(stdout, 'drain', { signal }).catch(() => {})
    signal.throwIfAborted()
  }
}
