import { type Account, type Credential, defaultAccountName } from '../core/model.ts'

/** How a credential is called where those of several accounts stand side by side. */
export interface CredentialName {
  /** `aws`, or `acme/aws` in another account than the default one. */
  readonly label: string
  /** The same for a command: `aws`, or `aws --account acme`. */
  readonly args: string
}

/** Names the credentials of accounts. */
export type NameCredential = (credential: Pick<Credential, 'name' | 'accountId'>) => CredentialName

/** @param accounts all accounts */
export function createCredentialNames(accounts: readonly Pick<Account, 'id' | 'name'>[]): NameCredential {
  const names = new Map(accounts.map(({ id, name }) => [id, name]))
  return ({ name, accountId }) => {
    const account = names.get(accountId) ?? accountId
    if (account === defaultAccountName) return { label: name, args: name }
    return { label: `${account}/${name}`, args: `${name} --account ${account}` }
  }
}
