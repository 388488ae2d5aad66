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

/** One page of such a list: the entries after a place, in the order of the page. */
export interface ListPage {
  readonly limit: number
  readonly after?: ListPosition
  /** Which entries come first: by default the oldest ones. */
  readonly order?: 'oldest' | 'newest'
  /** Only entries with this text in their name or id, of credentials also in the access key id. Case does not matter. */
  readonly search?: string
}

/** One page of a list of tokens. */
export interface TokenPage extends ListPage {
  /** Only the tokens that are in a state at a time. */
  readonly state?: { readonly name: TokenState; readonly now: number }
}

/*
 * A change may come with an event that describes it. Both are stored in one transaction. A change that no administrator makes,
 * such as the upkeep of the sandbox, has no event.
 */

/** The accounts. */
export interface AccountRepository {
  /** Returns the account with that name, and creates it if there is none. Several processes may call this at once. */
  ensure(account: Account): Promise<Account>
  find(id: string): Promise<Account | undefined>
  findByName(name: string): Promise<Account | undefined>
  /** Oldest first; all of them without a page. */
  list(page?: ListPage): Promise<Account[]>
  /** @returns false, with nothing stored, when there is already an account with that name */
  insert(account: Account, event?: AdministrationEvent): Promise<boolean>
  /** @returns false, with nothing changed, when there is already an account with that name */
  rename(id: string, name: string, event?: AdministrationEvent): Promise<boolean>
  /** Removes the account with its credentials and tokens. @returns false when there was none */
  remove(id: string, event?: AdministrationEvent): Promise<boolean>
}

/** The sealed credentials. Each call concerns one account, and does not see the rows of other accounts. */
export interface CredentialRepository {
  /** Oldest first; all of the account's without a page. */
  list(accountId: string, page?: ListPage): Promise<Credential[]>
  findByName(accountId: string, name: string): Promise<Credential | undefined>
  /**
   * Stores a new credential. When it is the default one, the account's former default stops being the default.
   * @returns false, with nothing stored, when the account already has a credential with that name
   */
  insert(credential: Credential, event?: AdministrationEvent): Promise<boolean>
  /**
   * Stores a guard that the store reported, in place of the one that the credential was read with. Caches of the account are
   * notified when the guard is a different one.
   * @returns false, with nothing stored, when another node was faster, or the credential was removed
   */
  replaceGuard(read: Credential, guard: StoreGuard): Promise<boolean>
  /** Stores the result of an examination, without notifying caches. @returns false when another node was faster, or the credential was changed or removed */
  keepExamination(read: Credential, examination: Examination): Promise<boolean>
  /** Replaces everything except the name, of the credential with the same account and id. @returns false, with nothing stored, when there is none */
  update(credential: Credential, event?: AdministrationEvent): Promise<boolean>
  /** Like `update`, but leaves the keys alone, which a node may renew meanwhile, an operator replace, and a rotation seal anew. */
  updateSettings(credential: Credential, event?: AdministrationEvent): Promise<boolean>
  /** Changes the name of a credential. @returns false, with nothing changed, when the name is taken or there is no such credential */
  rename(accountId: string, id: string, name: string, event?: AdministrationEvent): Promise<boolean>
  /** Removes a credential, with the tokens that are bound to it. @returns false when there was none with that name */
  remove(accountId: string, name: string, event?: AdministrationEvent): Promise<boolean>
}

/** The sealed credentials of every account, for the upkeep of the vault. */
export interface VaultRepository {
  list(): Promise<Credential[]>
  /** The id of the installation's master key, with which every process seals; undefined before the first key. */
  readMasterKeyId(): Promise<string | undefined>
  /** Makes a key the installation's master key, unless there is one. @returns the id of the installation's master key */
  claimMasterKey(keyId: string): Promise<string>
  /**
   * Makes another key the installation's master key, and tells every node.
   * @param formerId the key that it replaces; undefined before the first key
   * @returns false, with nothing changed, when the installation has another key by now
   */
  changeMasterKey(keyId: string, formerId: string | undefined, event?: AdministrationEvent): Promise<boolean>
  /** One credential for each different prefix of that length among the sealed secrets, except the sandbox's. */
  listSamples(prefixLength: number): Promise<Credential[]>
  /**
   * Stores a newly sealed secret in place of the one that the credential was read with.
   * @returns false, with nothing stored, when the credential was changed or removed meanwhile
   */
  reseal(read: Credential, sealedSecret: string): Promise<boolean>
  /** Runs `act` while no other process runs one, or changes accounts, credentials or tokens. It must not take long. */
  exclusively(act: () => void, event?: AdministrationEvent): Promise<void>
}

/** The credentials of all accounts that renew themselves. Nodes compete for a renewal: the node whose change is stored does it. */
export interface RenewalRepository {
  list(): Promise<Credential[]>
  /**
   * Stores a renewal in place of the one that the credential was read with, without notifying caches.
   * @returns false, with nothing stored, when another node was faster, or the credential was removed
   */
  replace(read: Credential, renewal: Renewal): Promise<boolean>
  /** Like `replace`, but stores the credential's new keys as well. Keys without `expiresAt` do not expire. */
  storeKeys(read: Credential, keys: StoredKeys, renewal: Renewal): Promise<boolean>
}

/** The keys of a credential, as they are stored. */
export type StoredKeys = Pick<Credential, 'accessKeyId' | 'sealedSecret' | 'expiresAt'>

/** The hashed tokens. */
export interface TokenRepository {
  /** The token with this SHA-256 (hexadecimal), even when it is revoked or expired. */
  findByHash(hash: string): Promise<Token | undefined>
  find(accountId: string, id: string): Promise<Token | undefined>
  /** The token for this subject of the OpenID Connect provider that is not revoked, of any account. */
  findBySubject(subject: string): Promise<Token | undefined>
  /** Oldest first; all of the account's without a page. */
  list(accountId: string, page?: TokenPage): Promise<Token[]>
  /** The account's tokens with a name, including revoked and expired ones. Names need not be unique. */
  listByName(accountId: string, name: string): Promise<Token[]>
  /** The tokens that are not revoked and expire between two times, the next to expire first. */
  listExpiring(
    accountId: string,
    range: { readonly from: number; readonly until: number; readonly limit: number },
  ): Promise<Token[]>
  /** How many tokens the account has, including revoked and expired ones. */
  count(accountId: string): Promise<number>
  insert(token: Token, event?: AdministrationEvent): Promise<void>
  /**
   * Stores a new token, unless the account has one with that name that is valid when the new one is created.
   * @returns the token that is there afterwards: the new one, or the newest valid one with that name
   */
  insertIfAbsent(token: Token, event?: AdministrationEvent): Promise<Token>
  /**
   * Replaces name, limits, subject and expiry of the token with the same account and id.
   * @returns false, with nothing stored, when there is no such token, or it is revoked
   */
  update(token: Token, event?: AdministrationEvent): Promise<boolean>
  /**
   * Marks a token as revoked. A token that is already revoked keeps its first date.
   * @returns the token as it is now, or undefined when the account has none with that id
   */
  revoke(accountId: string, id: string, revokedAt: number, event?: AdministrationEvent): Promise<Token | undefined>
  /** Writes the last use of tokens (id → epoch milliseconds), without notifying caches. A later time that is already stored stays. */
  touch(uses: ReadonlyMap<string, number>): Promise<void>
}

/** The names by which S3 knows a multipart upload, and the account that it belongs to. */
export type MultipartAddress = Required<Pick<MultipartUpload, 'accountId' | 'bucket' | 'key' | 'uploadId'>>

/** The multipart uploads that were begun. They are removed with their account, but outlive their credential. */
export interface MultipartRepository {
  /** How many of an account's uploads are open: all of them, or those that were begun with a credential. */
  countOpen(accountId: string, credentialId?: string): Promise<number>
  /** An account's open uploads, oldest first. The search looks for a part of the bucket or of the key. */
  listOpen(accountId: string, page: ListPage): Promise<MultipartUpload[]>
  /** The account's upload with this id (Signpost's, not S3's), if it is open. */
  findOpen(accountId: string, id: string): Promise<MultipartUpload | undefined>
  /** The upload with this account, bucket, key and upload id. An upload of another account is not found. */
  find(address: MultipartAddress): Promise<MultipartUpload | undefined>
  insert(upload: MultipartUpload): Promise<void>
  /** Changes fields of an upload, if it is there. */
  update(
    id: string,
    changes: Partial<Pick<MultipartUpload, 'uploadId' | 'state' | 'completion' | 'retryAt'>>,
  ): Promise<void>
  remove(id: string): Promise<void>
  /**
   * The uploads of all accounts that are due for the sweeper, oldest first: those that were created before a time, and those
   * that were aborted, except those whose `retryAt` has not come yet.
   */
  listDue(due: {
    readonly createdBefore: number
    readonly now: number
    readonly limit: number
  }): Promise<MultipartUpload[]>
  /** S3's ids of all known uploads of a key, of every account. */
  listUploadIds(bucket: string, key: string): Promise<string[]>
  /**
   * Claims the sweep for this node, so that no other node begins it before a time.
   * @returns false when another node has claimed it
   */
  claimSweep(now: number, until: number): Promise<boolean>
}

/** Reports changes of tokens and credentials, whether this process or another one makes them. */
export interface ChangeFeed {
  /**
   * Calls the listener after each change, at most 500 ms late, or 2 s when the nodes cannot notify each other. The listener gets
   * the account whose tokens or credentials changed, or undefined when those of any account may have changed, as after an outage.
   * While the database is unreachable for too long, the listener is called again and again, so that nothing is served from memory.
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
  /** Commits a write without meaning, in the same way as audit events are committed. Rejects when the database accepts no writes. */
  probeWrite(): Promise<void>
  close(): Promise<void>
}
