import type { ActInput } from '../../api/act.ts'

/** The filters of the list of events. The act's input and the page's address use the same names. */
export const filterNames = [
  ...(['search', 'outcome', 'action', 'code', 'since', 'until', 'bucket', 'keyPrefix', 'tokenId'] as const),
  ...(['clientToken', 'clientAddress', 'requestId', 'anonymous'] as const),
] as const

/** The name of a filter. */
export type FilterName = (typeof filterNames)[number]

/** The filters that are set, as strings. */
export type AuditFilters = Readonly<Partial<Record<FilterName, string>>>

/** Reads the filters from the page's address. */
export function readFilters(address: Readonly<Record<string, string | undefined>>): AuditFilters {
  return Object.fromEntries(
    filterNames.flatMap((name) => {
      const value = address[name]
      return value === undefined || value === '' ? [] : [[name, value]]
    }),
  )
}

/** Turns the filters into the input of the act. The gateway reports invalid values. */
export function toInput({ anonymous, ...filters }: AuditFilters): ActInput<'list_audit_events'> {
  return { ...filters, ...(anonymous === undefined ? {} : { anonymous: true }) } as ActInput<'list_audit_events'>
}
