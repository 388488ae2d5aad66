import type { Credential } from '../core/model.ts'
import type { State } from '../open-state.ts'

/**
 * The account's credential of a name.
 * @throws Error when there is none
 */
export async function findCredential({ database, account }: State, name: string): Promise<Credential> {
  const credential = (await database.credentials.list(account.id)).find((stored) => stored.name === name)
  if (credential === undefined) {
    throw new Error(`There is no credential ${name}; \`signpost credential list\` shows them`)
  }
  return credential
}
