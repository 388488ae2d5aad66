import { Tooltip } from '@mantine/core'
import { describeAge } from './describe-age.ts'

const shortForm = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })
const exactForm = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' })
const longForm = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' })

interface TimeProps {
  /** ISO 8601, as acts return it. */
  readonly at: string
  /** Shows the distance from now: `3 hours ago`. */
  readonly isRelative?: boolean
  /** Shows seconds. */
  readonly isExact?: boolean
}

/** A moment in the reader's own time zone. A tooltip shows it in UTC. */
export function Time({ at, isRelative = false, isExact = false }: TimeProps) {
  const moment = new Date(at)
  const local = isRelative ? `${longForm.format(moment)} · ` : ''
  return (
    <Tooltip
      label={`${local}${moment
        .toISOString()
        .replace('T', ' ')
        .replace(/(\.000)?Z$/, ' UTC')}`}
      multiline
      maw={320}
    >
      <time dateTime={at}>
        {isRelative ? describeAge(moment.getTime(), Date.now()) : (isExact ? exactForm : shortForm).format(moment)}
      </time>
    </Tooltip>
  )
}
