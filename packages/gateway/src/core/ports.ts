import type { AdministrationEvent } from './administration-event.ts'
import type { AdministratorRepository, AttemptRepository } from './administrator-ports.ts'
import type { AdministrationLog, AuditRepository } from './audit-ports.ts'
import type { Examination } from './examination.ts'
import type { Account, Credential, MultipartUpload, Renewal, StoreGuard, Token, TokenState } from './model.ts'
import type { NodeRepository } from './node-ports.ts'
import type { StatisticsRepository } from './statistics-ports.ts'

/** A place in a list of accounts, credentials or tokens, oldest first. */
export interface ListPosition {
  readonly createdAt: number
  readonly id: string
}

/** One page of such a list: what comes after a place, in the order of the page. */
export interface ListPage {
  readonly limit: number
  readonly after?: ListPosition
  /** Oldest first, unless it says otherwise. */
  readonly order?: 'oldest' | 'newest'
  /** Only what has this text in its name or its id, a credential also in its access key id; letters of either case. */
  readonly search?: string
}

/** One page of a list of tokens. */
export interface TokenPage extends ListPage {
  /** Only those that are in a state, at a time. */
  readonly state?: { readonly name: TokenState; readonly now: number }
}

/*
 * A change may come with the event that tells of it: both are in one transaction. What nobody administers, such as the upkeep of
 * the sandbox, has none.
 */

/** The accounts. */
export interface AccountRepository {
  /** The account of that name, made first if there is none; safe to call from several processes at once. */
  ensure(account: Account): Promise<Account>
  find(id: string): Promise<Account | undefined>
  findByName(name: string): Promise<Account | undefined>
  /** Oldest first; all of them without a page. */
  list(page?: ListPage): Promise<Account[]>
  /** @returns false, with nothing stored, when there is an account of that name */
  insert(account: Account, event?: AdministrationEvent): Promise<boolean>
  /** @returns false, with nothing changed, when there is an account of that name */
  rename(id: string, name: string, event?: AdministrationEvent): Promise<boolean>
  /** Removes the account with its credentials and tokens. @returns false when there was none */
  remove(id: string, event?: AdministrationEvent): Promise<boolean>
}

/** The sealed credentials. Each call is about one account; another account's rows are not there. */
export interface CredentialRepository {
  /** Oldest first; all of the account's without a page. */
  list(accountId: string, page?: ListPage): Promise<Credential[]>
  findByName(accountId: string, name: string): Promise<Credential | undefined>
  /**
   * Stores a new credential; when it is the default one, the account's former default is no longer.
   * @returns false, with nothing stored, when the account has a credential of that name
   */
  insert(credential: Credential, event?: AdministrationEvent): Promise<boolean>
  /**
   * Puts what a store said of its guard in the place of what was known when the credential was read. Caches of the account are
   * told when it is another guard.
   * @returns false, with nothing stored, when another node was faster, or the credential was removed
   */
  replaceGuard(read: Credential, guard: StoreGuard): Promise<boolean>
  /** Keeps what an examination found. Caches need not know of it. @returns false when another node was faster, or the credential was changed or removed */
  keepExamination(read: Credential, examination: Examination): Promise<boolean>
  /** Replaces all but the name of the credential with the same account and id. @returns false, with nothing stored, when there is none */
  update(credential: Credential, event?: AdministrationEvent): Promise<boolean>
  /** Gives it another name. @returns false, with nothing changed, when that is taken or there is no such credential */
  rename(accountId: string, id: string, name: string, event?: AdministrationEvent): Promise<boolean>
  /** @returns false when there was none of that name. Tokens bound to the credential go with it. */
  remove(accountId: string, name: string, event?: AdministrationEvent): Promise<boolean>
}

/** The sealed credentials of every account, for the upkeep of the vault. */
export interface VaultRepository {
  list(): Promise<Credential[]>
  /** One credential for each beginning, of so many characters, that sealed secrets have; the sandbox's is left out. */
  listSamples(prefixLength: number): Promise<Credential[]>
  /**
   * Puts a newly sealed secret in the place of the one that the credential was read with.
   * @returns false, with nothing stored, when the credential was changed or removed meanwhile
   */
  reseal(read: Credential, sealedSecret: string): Promise<boolean>
  /** Does something while no other process does so, or changes accounts, credentials or tokens. It must not take long. */
  exclusively(act: () => void, event?: AdministrationEvent): Promise<void>
}

/** The credentials of every account that renew themselves. Nodes compete for a renewal: the one whose change is stored does it. */
export interface RenewalRepository {
  list(): Promise<Credential[]>
  /**
   * Puts a renewal in the place of the one that the credential was read with. Caches need not know of it.
   * @returns false, with nothing stored, when another node was faster, or the credential was removed
   */
  replace(read: Credential, renewal: Renewal): Promise<boolean>
  /** The same, together with the credential's new keys; without `expiresAt` these have no end. */
  storeKeys(read: Credential, keys: StoredKeys, renewal: Renewal): Promise<boolean>
}

/** The keys of a credential, as they are stored. */
export type StoredKeys = Pick<Credential, 'accessKeyId' | 'sealedSecret' | 'expiresAt'>

/** The hashed tokens. */
export interface TokenRepository {
  /** The token with this SHA-256 (hexadecimal), revoked or expired ones too. */
  findByHash(hash: string): Promise<Token | undefined>
  find(accountId: string, id: string): Promise<Token | undefined>
  /** The token that is not revoked and is for this subject of the OpenID Connect provider, of whatever account. */
  findBySubject(subject: string): Promise<Token | undefined>
  /** Oldest first; all of the account's without a page. */
  list(accountId: string, page?: TokenPage): Promise<Token[]>
  /** The account's tokens of a name, revoked and expired ones too; names need not be unique. */
  listByName(accountId: string, name: string): Promise<Token[]>
  /** The tokens that end between two times and are not revoked, the next to end first. */
  listEnding(
    accountId: string,
    range: { readonly from: number; readonly until: number; readonly limit: number },
  ): Promise<Token[]>
  /** How many tokens the account has, revoked and expired ones too. */
  count(accountId: string): Promise<number>
  insert(token: Token, event?: AdministrationEvent): Promise<void>
  /**
   * Stores a new token, unless the account has one of that name that is good at the time of the new one's making.
   * @returns the token that is there then: the new one, or the newest good one of that name
   */
  insertIfAbsent(token: Token, event?: AdministrationEvent): Promise<Token>
  /**
   * Replaces name, limits, subject and end of the token with the same account and id.
   * @returns false, with nothing stored, when there is none, or it is revoked
   */
  update(token: Token, event?: AdministrationEvent): Promise<boolean>
  /**
   * Marks a token as revoked; a token that is revoked already keeps its first date.
   * @returns the token as it is now, or undefined when the account has none with that id
   */
  revoke(accountId: string, id: string, revokedAt: number, event?: AdministrationEvent): Promise<Token | undefined>
  /** Writes the last use of tokens: id → epoch milliseconds. A later one that is there stays. Caches need not know of it. */
  touch(uses: ReadonlyMap<string, number>): Promise<void>
}

/** What S3 calls a multipart upload, and whose it is. */
export type MultipartAddress = Required<Pick<MultipartUpload, 'accountId' | 'bucket' | 'key' | 'uploadId'>>

/** The multipart uploads that were begun. They go with their account, and outlive their credential. */
export interface MultipartRepository {
  /** How many of an account's uploads are open: all, or those that were begun with a credential. */
  countOpen(accountId: string, credentialId?: string): Promise<number>
  /** An account's uploads that are open, oldest first. The search is for a part of the bucket or the key. */
  listOpen(accountId: string, page: ListPage): Promise<MultipartUpload[]>
  /** The account's upload with this id of ours, if it is open. */
  findOpen(accountId: string, id: string): Promise<MultipartUpload | undefined>
  /** The upload of that account, bucket and key; another account's is not there. */
  find(address: MultipartAddress): Promise<MultipartUpload | undefined>
  insert(upload: MultipartUpload): Promise<void>
  /** Changes fields of an upload, if it is there. */
  update(
    id: string,
    changes: Partial<Pick<MultipartUpload, 'uploadId' | 'state' | 'completion' | 'retryAt'>>,
  ): Promise<void>
  remove(id: string): Promise<void>
  /**
   * Of every account, oldest first: those that were created before a time, and those that were aborted; without those that are
   * to be left alone still.
   */
  listDue(due: {
    readonly createdBefore: number
    readonly now: number
    readonly limit: number
  }): Promise<MultipartUpload[]>
  /** S3's ids of the uploads of a key that are known, of every account. */
  listUploadIds(bucket: string, key: string): Promise<string[]>
  /**
   * Takes the sweep for this node, so that no other one begins it before a time.
   * @returns false when another node has it
   */
  claimSweep(now: number, until: number): Promise<boolean>
}

/** Tells when tokens or credentials changed, in this process or in another one. */
export interface ChangeFeed {
  /**
   * Calls the listener after each change, at most 500 ms late, or 2 s when the nodes cannot hear each other. It gets the
   * account whose tokens or credentials changed, or undefined when those of any account may have, as after an outage.
   * While the database is away for too long it is called again and again, so that nothing is served from memory.
   * @returns a function that ends the subscription
   */
  subscribe(listener: (accountId: string | undefined) => void): () => void
}

/** The state of Signpost: one repository per port over one database. */
export interface Database {
  readonly accounts: AccountRepository
  readonly credentials: CredentialRepository
  readonly vault: VaultRepository
  readonly renewals: RenewalRepository
  readonly tokens: TokenRepository
  readonly uploads: MultipartRepository
  readonly audit: AuditRepository
  readonly statistics: StatisticsRepository
  readonly nodes: NodeRepository
  readonly administration: AdministrationLog
  readonly administrators: AdministratorRepository
  readonly attempts: AttemptRepository
  readonly changes: ChangeFeed
  /** Resolves when the database answers, rejects when it does not. */
  ping(): Promise<void>
  /** Commits something that means nothing, as audit events are committed; rejects when the database takes no writes. */
  probeWrite(): Promise<void>
  close(): Promise<void>
}
