import { useSearch } from '@tanstack/react-router'

/** What stands in the address of a page: plain names and texts. */
export type AddressValues = { readonly account?: string | undefined } & Readonly<Record<string, string | undefined>>

/** What stands in the page's address. */
export function useAddress(): AddressValues {
  return useSearch({ strict: false }) as AddressValues
}

/** The id of the account that an owner has chosen: it stands in the page's address. Without one it is the session's own. */
export function useAccount(): string | undefined {
  return useAddress().account
}
