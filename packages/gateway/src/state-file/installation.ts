import type { AdminDependencies, Needs } from '../admin/dependencies.ts'
import type { Account, Credential, Token } from '../core/model.ts'

/** The part of an account that a state file covers, oldest first. */
export interface CurrentAccount {
  readonly account: Account
  /** Without the sandbox's credential, which the gateway manages itself. */
  readonly credentials: readonly Credential[]
  /** Without revoked tokens, and without the sandbox's token. */
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

/** The dependencies of planning. */
export interface PlanDependencies extends AdminDependencies {
  /** Where the references of the file are read from. */
  readonly references: References
}

/** The environment that a state file refers to. */
export interface References {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Absolute path of the file's folder. Relative paths start there. */
  readonly folder: string
}
