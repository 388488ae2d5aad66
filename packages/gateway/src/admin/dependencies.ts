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

/** What the acts work with. */
export interface AdminDependencies {
  readonly accounts: AccountRepository
  readonly credentials: CredentialRepository
  readonly tokens: TokenRepository
  readonly uploads: MultipartRepository
  readonly vault: VaultRepository
  readonly audit: AuditRepository
  readonly administration: AdministrationLog
  readonly administrators: AdministratorRepository
  /** The session that asks; there is none at the command line. */
  readonly session?: AdministratorSession
  /** Where the dashboard is, without a slash at the end: links are made with it. */
  readonly dashboardUrl: string
  readonly statistics: StatisticsRepository
  readonly nodes: NodeRepository
  /** The node that does the act; a command is none. */
  readonly thisNode?: GatewayNode
  /** Who does the acts; each change is recorded with it. */
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
  /** Lets an act ask a store by itself. */
  readonly askStore: AskStore
  /** Tries what a store can do, by writing to it. */
  readonly tryStore: TryStore
  /** Whether the endpoint of a credential may have an address that is not public. */
  readonly allowPrivateEndpoints: boolean
  /** Asks a source for the keys of a credential that renews itself. */
  readonly fetchKeys: FetchKeys
  /**
   * Whether a credential may have the role of this machine, or what its AWS files say. Whoever runs a command is on the
   * machine already. Over a network that is the owner's alone: an operator administers one account, the machine serves all.
   */
  readonly allowMachineKeys: boolean
  /**
   * Whether a new endpoint may be this machine itself. Whoever runs a command reaches its ports already; over a network that is no
   * privilege of the web page.
   */
  readonly allowLoopbackEndpoints: boolean
  /** Whether only what belongs to one account may be seen, or also what is of nobody, and of every account. */
  readonly reach: 'account' | 'installation'
  /** After so many days a multipart upload that is open still counts as abandoned. */
  readonly multipartDays: number
  /** How long requests took in this process; absent where none are answered. */
  readonly latency?: GatewayMetrics['readLatency']
  /** Told by acts that take long, after each step. What it throws ends the act there. @param count of things that are done, where `done` is none */
  readonly onProgress?: (done: number, total: number, count?: number) => void
}

/** The few of the dependencies that an act names. */
export type Needs<Name extends keyof AdminDependencies> = Pick<AdminDependencies, Name>

/** What the installation is made of. */
export interface Installation {
  /** The configuration of this process, as it may be shown. */
  settings(): readonly PrintedKey[]
  readonly databaseKind: 'sqlite' | 'postgresql'
  /** A file, or a URL without its password. */
  readonly databasePlace: string
  /** Absolute path. */
  readonly dataDirectory: string
}

/** Where the master key is. */
export interface MasterKeyPlace {
  readonly source: MasterKeySource
  /** Its files, when the source is `file`. */
  readonly files: MasterKeyFiles
  /** Whether other nodes use the same database, and so need the same key. */
  readonly isShared: boolean
}
