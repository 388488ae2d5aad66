import { parseIsoTime } from '../core/iso-time.ts'

/** A time of the file in epoch milliseconds. */
export function toMoment(time: string | undefined): number | undefined {
  return time === undefined ? undefined : parseIsoTime(time)
}

/** A time, in epoch milliseconds or as the file has it, as it is compared and shown. */
export function toTime(time: string | number | undefined): string | undefined {
  const moment = typeof time === 'number' ? time : toMoment(time)
  return moment === undefined ? undefined : new Date(moment).toISOString()
}

/** Whether an end, as the file has it, has passed. */
export function hasEnded(end: string | undefined, now: number): boolean {
  const moment = toMoment(end)
  return moment !== undefined && moment <= now
}
