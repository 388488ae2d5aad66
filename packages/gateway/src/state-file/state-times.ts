import { parseIsoTime } from '../core/iso-time.ts'

/** Converts a time of the file to epoch milliseconds. */
export function toMoment(time: string | undefined): number | undefined {
  return time === undefined ? undefined : parseIsoTime(time)
}

/** Converts a time, in epoch milliseconds or in the form of the file, to the form in which times are compared and shown. */
export function toTime(time: string | number | undefined): string | undefined {
  const moment = typeof time === 'number' ? time : toMoment(time)
  return moment === undefined ? undefined : new Date(moment).toISOString()
}

/** Whether an end in the file has passed. */
export function hasEnded(end: string | undefined, now: number): boolean {
  const moment = toMoment(end)
  return moment !== undefined && moment <= now
}
