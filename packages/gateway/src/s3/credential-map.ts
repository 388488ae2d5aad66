import type { Credential } from '../core/model.ts'

/** One value for each credential, for as long as the credential stays as it is. */
export interface CredentialMap<Value> {
  /** The credential's value, which is made when there is none yet. */
  of(credential: Credential): Value
  values(): Value[]
}

/** Builds the map; what belonged to a former version of a credential is forgotten. */
export function createCredentialMap<Value>(create: () => Value): CredentialMap<Value> {
  const entries = new Map<string, { readonly version: string; readonly value: Value }>()
  return {
    of({ id, sealedSecret }) {
      const known = entries.get(id)
      // A sealed secret is new each time that it is sealed, so it tells one version of a credential from the next.
      if (known?.version === sealedSecret) return known.value
      const value = create()
      entries.set(id, { version: sealedSecret, value })
      return value
    },
    values: () => [...entries.values()].map(({ value }) => value),
  }
}
