import { type Account, type Credential, defaultAccountName } from '../core/model.ts'

/** The name of a credential where credentials of several accounts appear together. */
export interface CredentialName {
  /** `aws`; in an account other than the default one, `acme/aws`. */
  readonly label: string
  /** The arguments for a command: `aws`, or `aws --account acme`. */
  readonly args: string
}

/** Names the credentials of accounts. */
export type NameCredential = (credential: Pick<Credential, 'name' | 'accountId'>) => CredentialName

/** Creates the function that names credentials. @param accounts all accounts */
export function createCredentialNames(accounts: readonly Pick<Account, 'id' | 'name'>[]): NameCredential {
  const names = new Map(accounts.map(({ id, name }) => [id, name]))
  return ({ name, accountId }) => {
    const account = names.get(accountId) ?? accountId
    if (account === defaultAccountName) return { label: name, args: name }
    return { label: `${account}/${name}`, args: `${name} --account ${account}` }
  }
}
