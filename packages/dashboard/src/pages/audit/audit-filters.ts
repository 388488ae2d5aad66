import type { ActInput } from '../../api/act.ts'

/** What narrows the list of events. The names are those of the act, and those of the page's address. */
export const filterNames = [
  ...(['search', 'outcome', 'action', 'code', 'since', 'until', 'bucket', 'keyPrefix', 'tokenId'] as const),
  ...(['clientToken', 'clientAddress', 'requestId', 'anonymous'] as const),
] as const

/** The name of a filter. */
export type FilterName = (typeof filterNames)[number]

/** The filters that are set, as texts. */
export type AuditFilters = Readonly<Partial<Record<FilterName, string>>>

/** The filters that stand in the page's address. */
export function readFilters(address: Readonly<Record<string, string | undefined>>): AuditFilters {
  return Object.fromEntries(
    filterNames.flatMap((name) => {
      const value = address[name]
      return value === undefined || value === '' ? [] : [[name, value]]
    }),
  )
}

/** The filters as the act takes them. What is wrong with one, the gateway says. */
export function toInput({ anonymous, ...filters }: AuditFilters): ActInput<'list_audit_events'> {
  return { ...filters, ...(anonymous === undefined ? {} : { anonymous: true }) } as ActInput<'list_audit_events'>
}
