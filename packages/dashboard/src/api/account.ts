import { useSearch } from '@tanstack/react-router'

/** The query parameters of a page's address, as plain strings. */
export type AddressValues = { readonly account?: string | undefined } & Readonly<Record<string, string | undefined>>

/** Reads the query parameters of the page's address. */
export function useAddress(): AddressValues {
  return useSearch({ strict: false }) as AddressValues
}

/** Reads the account that an owner has chosen from the page's address. @returns its id; undefined for the session's own account */
export function useAccount(): string | undefined {
  return useAddress().account
}
