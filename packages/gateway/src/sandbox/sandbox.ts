import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { actions } from '../core/actions.ts'
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

/** What the sandbox is made in. */
export interface SandboxDependencies {
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

/** Not secret: each data directory has a secret of its own for it. */
const accessKeyId = 'SANDBOX'

/** Whether the account has a credential of its own. Then the sandbox must not start. */
export async function hasRealCredential(database: Database, accountId: string): Promise<boolean> {
  return (await database.credentials.list(accountId)).some((credential) => !credential.isSandbox)
}

/**
 * Starts the sandbox: an S3 server in the data directory, a credential for it, and a token that is bound to that
 * credential. The token stays in a file of mode 0600, so that the printed commands work again after a restart; being
 * bound, it is worth nothing outside the sandbox.
 */
export async function startSandbox(dependencies: SandboxDependencies): Promise<Sandbox> {
  const { database, ring, accountId, dataDir, port } = dependencies
  const directory = join(dataDir, name)
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const sampleFile = join(directory, 'hello.txt')
  if (!existsSync(sampleFile)) writeFileSync(sampleFile, 'Hello from Signpost.\n')
  const stored = await findCredential(database, accountId)
  // A secret that does not open, since the master key is another one now, is replaced: the sandbox starts all the same.
  const isKept = stored !== undefined && findSecretProblem(stored, ring) === undefined
  const secret = isKept ? openCredentialSecret(stored, ring) : generateSecret()
  const keyPairs = new Map([[accessKeyId, secret.secretAccessKey]])
  // Loaded here: a gateway without the sandbox never needs it.
  const { startS3Server } = await import('./s3-server.ts')
  const { endpoint, close } = await startS3Server({ directory: join(directory, 'store'), port, keyPairs })
  try {
    const isCurrent = isKept && stored.endpoint === endpoint
    const credential = isCurrent ? stored : await storeCredential(dependencies, stored, secret, endpoint)
    const token = await loadToken(dependencies, credential.id, join(directory, 'token'))
    return { endpoint, token, sampleFile, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Takes the sandbox's credential and token away; its buckets and their files stay. */
export async function retireSandbox(
  dependencies: Pick<SandboxDependencies, 'database' | 'accountId' | 'dataDir'>,
): Promise<void> {
  const { database, accountId, dataDir } = dependencies
  rmSync(join(dataDir, name, 'token'), { force: true })
  const stored = await findCredential(database, accountId)
  // The bound token goes with its credential.
  if (stored !== undefined) await database.credentials.remove(accountId, stored.name)
}

async function findCredential(database: Database, accountId: string): Promise<Credential | undefined> {
  return (await database.credentials.list(accountId)).find((credential) => credential.isSandbox)
}

/** A page that knew the secret could sign for the sandbox by itself. */
function generateSecret(): CredentialSecret {
  return { secretAccessKey: new Secret(randomBytes(30).toString('base64url')) }
}

/** @param stored that of the former start, to be replaced */
async function storeCredential(
  { database, ring, accountId, now }: SandboxDependencies,
  stored: Credential | undefined,
  secret: CredentialSecret,
  endpoint: string,
): Promise<Credential> {
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
    // A plain `curl -X PUT` needs no header for it.
    aclPlacement: 'query',
    signatureVersion: 'v4',
    guard: { kind: 'refuses', askedAt: now },
    bucketPatterns: [],
    isDefault: true,
    isSandbox: true,
    createdAt: stored?.createdAt ?? now,
  }
  await (stored === undefined ? database.credentials.insert(credential) : database.credentials.update(credential))
  return credential
}

async function loadToken(
  { database, accountId, now }: SandboxDependencies,
  credentialId: string,
  file: string,
): Promise<string> {
  const kept = readKeptToken(file)
  const stored = await database.tokens.findByHash(hashToken(kept))
  if (stored !== undefined && stored.revokedAt === undefined && stored.credentialId === credentialId) return kept
  const token = generateToken()
  await database.tokens.insert({
    id: newId('tok'),
    accountId,
    name,
    hash: hashToken(token),
    // It is worth nothing elsewhere, so it may try everything.
    limits: { allow: actions.map((action) => `${action}:*`) },
    credentialId,
    createdAt: now,
  })
  writeFileSync(`${file}.new`, `${token}\n`, { mode: 0o600 })
  renameSync(`${file}.new`, file)
  return token
}

function readKeptToken(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    return ''
  }
}
