import { InvalidArgumentError } from 'commander'
import { parseDurationSeconds } from './duration.ts'

const datePattern = /^\d{4}-\d\d-\d\d$/
const timePattern = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)(Z|[+-]\d\d:\d\d)?$/

/**
 * Parses a moment: how long ago (`1h`, `30d`), a date, or a date and time. Without a time zone it is UTC, as in all that
 * the command line prints.
 * @returns epoch milliseconds
 * @throws InvalidArgumentError that shows the forms
 */
export function parseMoment(text: string, now: number = Date.now()): number {
  if (/^\d+[smhdw]$/.test(text)) return now - parseDurationSeconds(text) * 1000
  const [, date, time, zone] = timePattern.exec(text) ?? []
  const moment = Date.parse(datePattern.test(text) ? text : `${date}T${time}${zone ?? 'Z'}`)
  if (Number.isNaN(moment)) {
    throw new InvalidArgumentError('Write how long ago (1h, 30d), a date, or a time: 2026-11-22T18:00:00Z.')
  }
  return moment
}
