import type { PrintedKey } from '../config/load-config.ts'
import type { Actor } from '../core/administration-event.ts'
import type { AdministratorSession } from '../core/administrator.ts'
import type { AdministratorRepository } from '../core/administrator-ports.ts'
import type { AdministrationLog, AuditRepository } from '../core/audit-ports.ts'
import type { Clock } from '../core/clock.ts'
import type { IdPrefix } from '../core/ids.ts'
import type { GatewayNode, NodeRepository } from '../core/node-ports.ts'
import type {
  AccountRepository,
  CredentialRepository,
  MultipartRepository,
  RenewalRepository,
  TokenRepository,
  VaultRepository,
} from '../core/ports.ts'
import type { StatisticsRepository } from '../core/statistics-ports.ts'
import type { GatewayMetrics } from '../metrics/gateway-metrics.ts'
import type { FetchKeys } from '../vault/fetch-keys.ts'
import type { KeyRing } from '../vault/key-ring.ts'
import type { MasterKeyFiles } from '../vault/master-key-file.ts'
import type { MasterKeySource } from '../vault/open-key-ring.ts'
import type { AskStore } from './ask-store.ts'
import type { ProbeCredential } from './probe-credential.ts'
import type { TryStore } from './store-trial.ts'

/** The dependencies of all acts. */
export interface AdminDependencies {
  readonly accounts: AccountRepository
  readonly credentials: CredentialRepository
  readonly tokens: TokenRepository
  readonly uploads: MultipartRepository
  readonly vault: VaultRepository
  readonly renewals: RenewalRepository
  readonly audit: AuditRepository
  readonly administration: AdministrationLog
  readonly administrators: AdministratorRepository
  /** The session that runs the act; absent at the command line. */
  readonly session?: AdministratorSession
  /** URL of the dashboard, without a slash at the end. Links begin with it. */
  readonly dashboardUrl: string
  readonly statistics: StatisticsRepository
  readonly nodes: NodeRepository
  /** The node that runs the act; absent at the command line. */
  readonly thisNode?: GatewayNode
  /** Who runs the acts. Each recorded change names the actor. */
  readonly actor: Actor
  readonly ring: KeyRing
  readonly masterKey: MasterKeyPlace
  readonly installation: Installation
  /** The account that an act is about. */
  readonly accountId: string
  readonly clock: Clock
  readonly newId: (prefix: IdPrefix) => string
  readonly newToken: () => string
  /** Asks S3 about a credential. */
  readonly probe: ProbeCredential
  /** Lets an act send its own requests to a store. */
  readonly askStore: AskStore
  /** Tests what a store can do, by writing to it. */
  readonly tryStore: TryStore
  /** Whether the endpoint of a credential may have an address that is not public. */
  readonly allowPrivateEndpoints: boolean
  /** Fetches the keys of a credential from its source. */
  readonly fetchKeys: FetchKeys
  /**
   * Whether a credential may use the role of this machine, or a profile of its AWS files. A user of the command line is on the
   * machine already. Over the network only an owner may do this: an operator administers one account, but the machine serves all.
   */
  readonly allowMachineKeys: boolean
  /**
   * Whether a new endpoint may be this machine itself. A user of the command line can reach its ports already. The dashboard must
   * not give this access to users on the network.
   */
  readonly allowLoopbackEndpoints: boolean
  /** Whether acts may show only the records of one account, or also those of no account and of every account. */
  readonly reach: 'account' | 'installation'
  /** The number of days after which an open multipart upload counts as abandoned. */
  readonly multipartDays: number
  /** How long requests took in this process; absent if the process answers none. */
  readonly latency?: GatewayMetrics['readLatency']
  /**
   * Acts that take long call it after each step. If it throws, the act ends.
   * @param count how many things are done, if `done` does not count things
   */
  readonly onProgress?: (done: number, total: number, count?: number) => void
}

/** The dependencies that an act names. */
export type Needs<Name extends keyof AdminDependencies> = Pick<AdminDependencies, Name>

/** The parts of the installation that acts show. */
export interface Installation {
  /** The configuration of this process, in a form that may be shown. */
  settings(): readonly PrintedKey[]
  readonly databaseKind: 'sqlite' | 'postgresql'
  /** The path of a file, or a URL without its password. */
  readonly databasePlace: string
  /** An absolute path. */
  readonly dataDirectory: string
}

/** Where the master key is. */
export interface MasterKeyPlace {
  readonly source: MasterKeySource
  /** Its files, if the source is `file`. */
  readonly files: MasterKeyFiles
  /** Whether other nodes use the same database, and therefore need the same key. */
  readonly isShared: boolean
}
