import type { Config } from '../config/config-schema.ts'
import { type Clock, systemClock } from '../core/clock.ts'
import { type IdPrefix, newId } from '../core/ids.ts'
import type { Account } from '../core/model.ts'
import type {
  AccountRepository,
  AuditRepository,
  CredentialRepository,
  Database,
  TokenRepository,
  VaultRepository,
} from '../core/ports.ts'
import { generateToken } from '../tokens/token-format.ts'
import type { KeyRing } from '../vault/key-ring.ts'
import { locateMasterKeyFiles, type MasterKeyFiles } from '../vault/master-key-file.ts'
import type { MasterKeySource } from '../vault/open-key-ring.ts'
import { createCredentialProbe, type ProbeCredential } from './probe-credential.ts'

/** What the acts work with. */
export interface AdminDependencies {
  readonly accounts: AccountRepository
  readonly credentials: CredentialRepository
  readonly tokens: TokenRepository
  readonly vault: VaultRepository
  readonly audit: AuditRepository
  readonly ring: KeyRing
  readonly masterKey: MasterKeyPlace
  /** The account that an act is about. */
  readonly accountId: string
  readonly clock: Clock
  readonly newId: (prefix: IdPrefix) => string
  readonly newToken: () => string
  /** Asks S3 about a credential. */
  readonly probe: ProbeCredential
  /** Whether the endpoint of a credential may have an address that is not public. */
  readonly allowPrivateEndpoints: boolean
  /** Told by acts that take long, after each step. */
  readonly onProgress?: (done: number, total: number) => void
}

/** The few of the dependencies that an act names. */
export type Needs<Name extends keyof AdminDependencies> = Pick<AdminDependencies, Name>

/** Where the master key is. */
export interface MasterKeyPlace {
  readonly source: MasterKeySource
  /** Its files, when the source is `file`. */
  readonly files: MasterKeyFiles
  /** Whether other nodes use the same database, and so need the same key. */
  readonly isShared: boolean
}

/** The opened state, as far as the acts work on it. */
interface AdministeredState {
  readonly config: Pick<Config, 'allowPrivateEndpoints' | 'databaseUrl'>
  readonly database: Database
  readonly ring: KeyRing
  readonly account: Account
  readonly dataDir: string
  readonly masterKeySource: MasterKeySource
}

/** The dependencies of the acts on an opened state, with the machine's clock and random numbers. */
export function createAdminDependencies(state: AdministeredState): AdminDependencies {
  const { config, database, ring, account, dataDir, masterKeySource } = state
  const { accounts, credentials, tokens, vault, audit } = database
  const { allowPrivateEndpoints, databaseUrl } = config
  return {
    ...{ accounts, credentials, tokens, vault, audit, ring, newId, allowPrivateEndpoints },
    masterKey: {
      source: masterKeySource,
      files: locateMasterKeyFiles(dataDir),
      isShared: databaseUrl !== undefined,
    },
    accountId: account.id,
    clock: systemClock,
    newToken: generateToken,
    probe: createCredentialProbe({ allowPrivate: allowPrivateEndpoints }, systemClock),
  }
}
