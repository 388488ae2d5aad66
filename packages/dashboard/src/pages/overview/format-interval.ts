const forms = {
  hour: new Intl.DateTimeFormat(undefined, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  }),
  day: new Intl.DateTimeFormat(undefined, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' }),
}

/** Formats the start of an interval in the reader's time zone: an hour of a day, or a day. @param start ISO 8601 */
export function formatInterval(start: string, by: 'hour' | 'day'): string {
  return forms[by].format(new Date(start))
}

const tickForms = {
  hour: new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' }),
  day: new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' }),
}

/** Formats a label of the chart's time axis: the hour, or the date at the start of a day. @param at epoch milliseconds */
export function formatTick(at: number, by: 'hour' | 'day'): string {
  const moment = new Date(at)
  return tickForms[by === 'hour' && moment.getHours() !== 0 ? 'hour' : 'day'].format(moment)
}
