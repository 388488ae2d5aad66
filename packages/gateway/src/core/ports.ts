import type { Account, AuditEvent, Credential, Token } from './model.ts'

/** The accounts. */
export interface AccountStore {
  /** The account of that name, made first if there is none; safe to call from several processes at once. */
  ensure(account: Account): Promise<Account>
}

/** The sealed credentials. Each call is about one account; another account's rows are not there. */
export interface CredentialStore {
  list(accountId: string): Promise<Credential[]>
  /**
   * Stores a new credential; when it is the default one, the account's former default is no longer.
   * @returns false, with nothing stored, when the account has a credential of that name
   */
  insert(credential: Credential): Promise<boolean>
  /**
   * Replaces the credential with the same account and id.
   * @returns false, with nothing stored, when there is none
   */
  update(credential: Credential): Promise<boolean>
  /** @returns false when there was none of that name. Tokens bound to the credential go with it. */
  remove(accountId: string, name: string): Promise<boolean>
}

/** The hashed tokens. */
export interface TokenStore {
  /** The token with this SHA-256 (hexadecimal), revoked or expired ones too. */
  findByHash(hash: string): Promise<Token | undefined>
  list(accountId: string): Promise<Token[]>
  insert(token: Token): Promise<void>
  /**
   * Marks a token as revoked; a token that is revoked already keeps its first date.
   * @returns the token as it is now, or undefined when the account has none with that id
   */
  revoke(accountId: string, id: string, revokedAt: number): Promise<Token | undefined>
}

/** Tells when tokens or credentials changed, in this process or in another one. */
export interface ChangeFeed {
  /** Calls the listener after each change, at most 500 ms late. @returns a function that ends the subscription */
  subscribe(listener: () => void): () => void
}

/** The state of Signpost: one repository per port over one database. */
export interface Store {
  readonly accounts: AccountStore
  readonly credentials: CredentialStore
  readonly tokens: TokenStore
  readonly changes: ChangeFeed
  /** Resolves when the database answers, rejects when it does not. */
  ping(): Promise<void>
  close(): Promise<void>
}

/** Keeps the gate's decisions. */
export interface AuditRecorder {
  /** Resolves when the event is kept as safely as it is going to be; an answer leaves the gateway only then. */
  record(event: AuditEvent): Promise<void> | void
}
