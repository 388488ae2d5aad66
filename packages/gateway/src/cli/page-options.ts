import type { Command } from 'commander'
import { InvalidArgumentError } from 'commander'
import { findFieldProblem } from '../admin/check-input.ts'
import { pageFields } from '../admin/page.ts'
import type { CommonOptions } from './common-options.ts'
import type { Output } from './output.ts'

/** Options of a command that lists page by page. */
export interface PageOptions {
  readonly limit?: number
  readonly cursor?: string
}

/** Adds the options of pages to a command. */
export function addPageOptions(command: Command, entries: string): Command {
  return command
    .option('--limit <count>', `${entries} of one page, 1 to 1000 (default: 50)`, parseLimit)
    .option('--cursor <cursor>', 'go on where the page that ended with this cursor ended')
}

/** Writes a page: its result, and on standard error how to get the next one. */
export function printPage(
  output: Output,
  { json }: CommonOptions,
  page: { readonly nextCursor: string | null },
  text: string,
): void {
  output.result(page, text)
  if (page.nextCursor !== null && json !== true) output.note(`There are more: --cursor ${page.nextCursor}`)
}

function parseLimit(text: string): number {
  const limit = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  const problem = findFieldProblem(pageFields.limit, limit)
  if (problem !== undefined) throw new InvalidArgumentError(`It ${problem}.`)
  return limit
}
