import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { newId } from '../core/ids.ts'
import type { Credential } from '../core/model.ts'
import type { Database } from '../core/ports.ts'
import { Secret } from '../core/secret.ts'
import { generateToken, hashToken } from '../tokens/token-format.ts'
import {
  type CredentialSecret,
  findSecretProblem,
  openCredentialSecret,
  sealCredentialSecret,
} from '../vault/credential-secret.ts'
import type { KeyRing } from '../vault/key-ring.ts'
import { startS3Server } from './s3-server.ts'

/** What the sandbox is made in. */
export interface SandboxParts {
  readonly database: Database
  readonly ring: KeyRing
  readonly accountId: string
  readonly dataDir: string
  readonly port: number
  readonly now: number
}

/** A running sandbox. */
export interface Sandbox {
  /** Origin of its S3 server. */
  readonly endpoint: string
  /** The API token that signs for the sandbox, and for nothing else. */
  readonly token: string
  /** A file to try an upload with. */
  readonly sampleFile: string
  close(): Promise<void>
}

const name = 'sandbox'

/** Nothing is secret about it: the secret that goes with it is made anew in each data directory. */
const accessKeyId = 'SANDBOX'

/** Whether the account has a credential of its own, so that the sandbox is not to be started. */
export async function hasRealCredential(database: Database, accountId: string): Promise<boolean> {
  return (await database.credentials.list(accountId)).some((credential) => !credential.isSandbox)
}

/**
 * Starts the sandbox: an S3 server in the data directory, a credential for it, and a token that is bound to that
 * credential. The token stays in a file of mode 0600, so that the printed commands work again after a restart; being
 * bound, it is worth nothing outside the sandbox.
 */
export async function startSandbox(parts: SandboxParts): Promise<Sandbox> {
  const directory = join(parts.dataDir, name)
  const buckets = join(directory, 'buckets')
  mkdirSync(buckets, { recursive: true, mode: 0o700 })
  const sampleFile = join(directory, 'hello.txt')
  if (!existsSync(sampleFile)) writeFileSync(sampleFile, 'Hello from Signpost.\n')
  const stored = await findCredential(parts.database, parts.accountId)
  // One that does not open, since the master key is another one now, is worth a new start here and not a failed one.
  const isKept = stored !== undefined && findSecretProblem(stored, parts.ring) === undefined
  const secret = isKept ? openCredentialSecret(stored, parts.ring) : generateSecret()
  const keyPairs = new Map([[accessKeyId, secret.secretAccessKey]])
  const server = await startS3Server({ directory: buckets, port: parts.port, keyPairs })
  try {
    const credential = await storeCredential(parts, { stored, isKept, secret, endpoint: server.endpoint })
    const token = await loadToken(parts, credential.id, join(directory, 'token'))
    return { endpoint: server.endpoint, token, sampleFile, close: () => server.close() }
  } catch (error) {
    await server.close()
    throw error
  }
}

/** Takes the sandbox's credential and token away; its buckets and their files stay. */
export async function retireSandbox({
  database,
  accountId,
  dataDir,
}: Omit<SandboxParts, 'ring' | 'port' | 'now'>): Promise<void> {
  rmSync(join(dataDir, name, 'token'), { force: true })
  const stored = await findCredential(database, accountId)
  // The bound token goes with its credential.
  if (stored !== undefined) await database.credentials.remove(accountId, stored.name)
}

async function findCredential(database: Database, accountId: string): Promise<Credential | undefined> {
  return (await database.credentials.list(accountId)).find((credential) => credential.isSandbox)
}

/** A page that knew the secret could sign for the sandbox by itself, and everybody knows that of s3rver. */
function generateSecret(): CredentialSecret {
  return { secretAccessKey: new Secret(randomBytes(30).toString('base64url')) }
}

interface CredentialParts {
  /** That of the former start. */
  readonly stored: Credential | undefined
  /** Whether the secret is that of the former start. */
  readonly isKept: boolean
  readonly secret: CredentialSecret
  readonly endpoint: string
}

async function storeCredential(
  { database, ring, accountId, now }: SandboxParts,
  { stored, isKept, secret, endpoint }: CredentialParts,
): Promise<Credential> {
  if (isKept && stored?.endpoint === endpoint) return stored
  const id = stored?.id ?? newId('cred')
  const credential: Credential = {
    id,
    accountId,
    name,
    accessKeyId,
    sealedSecret: sealCredentialSecret(secret, { accountId, id }, ring),
    region: 'us-east-1',
    preset: 'other',
    endpoint,
    addressing: 'path',
    signatureVersion: 'v4',
    bucketPatterns: [],
    isDefault: true,
    isSandbox: true,
    createdAt: stored?.createdAt ?? now,
  }
  await (stored === undefined ? database.credentials.insert(credential) : database.credentials.update(credential))
  return credential
}

async function loadToken(
  { database, accountId, now }: SandboxParts,
  credentialId: string,
  file: string,
): Promise<string> {
  const kept = readKeptToken(file)
  if (kept !== undefined) {
    const stored = await database.tokens.findByHash(hashToken(kept))
    if (stored !== undefined && stored.revokedAt === undefined && stored.credentialId === credentialId) return kept
  }
  const token = generateToken()
  await database.tokens.insert({
    id: newId('tok'),
    accountId,
    name,
    hash: hashToken(token),
    limits: {},
    credentialId,
    createdAt: now,
  })
  writeFileSync(`${file}.new`, `${token}\n`, { mode: 0o600 })
  renameSync(`${file}.new`, file)
  return token
}

function readKeptToken(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    return undefined
  }
}
