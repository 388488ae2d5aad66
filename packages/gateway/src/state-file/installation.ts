import type { AdminDependencies, Needs } from '../admin/dependencies.ts'
import type { Account, Credential, Token } from '../core/model.ts'

/** What an account owns, as far as a state file is about it: oldest first. */
export interface CurrentAccount {
  readonly account: Account
  /** Without the sandbox's, which the gateway keeps by itself. */
  readonly credentials: readonly Credential[]
  /** Without those that are revoked, and that of the sandbox. */
  readonly tokens: readonly Token[]
}

/** Reads what an account owns. */
export async function readAccount(
  account: Account,
  { credentials, tokens }: Needs<'credentials' | 'tokens'>,
): Promise<CurrentAccount> {
  const [storedCredentials, storedTokens] = [await credentials.list(account.id), await tokens.list(account.id)]
  return {
    account,
    credentials: storedCredentials.filter(({ isSandbox }) => !isSandbox),
    // Only the sandbox's token is bound to a credential.
    tokens: storedTokens.filter(({ revokedAt, credentialId }) => revokedAt === undefined && credentialId === undefined),
  }
}

/** What plans are made with. */
export interface PlanDependencies extends AdminDependencies {
  /** Reads what the references of the file name. */
  readonly references: References
}

/** The world that a state file refers to. */
export interface References {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Absolute path of the folder that relative paths start from: that of the file. */
  readonly folder: string
}
