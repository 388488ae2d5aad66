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
import { requireMasterKey } from '../vault/installation-key.ts'
import type { KeyRing } from '../vault/key-ring.ts'

/** What the sandbox is built with. */
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

/** The ID is not secret, because each data directory has its own secret for it. */
const accessKeyId = 'SANDBOX'

/** Whether the account has a real credential. Then the sandbox must not start. */
export async function hasRealCredential(database: Database, accountId: string): Promise<boolean> {
  return (await database.credentials.list(accountId)).some((credential) => !credential.isSandbox)
}

/**
 * Starts the sandbox: an S3 server in the data directory, a credential for it, and a token that is bound to that credential. The token
 * stays in a file of mode 0600, so that the printed commands still work after a restart. Because it is bound to the credential, the token
 * is worth nothing outside the sandbox.
 */
export async function startSandbox(dependencies: SandboxDependencies): Promise<Sandbox> {
  const { database, ring, accountId, dataDir, port } = dependencies
  const directory = join(dataDir, name)
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const sampleFile = join(directory, 'hello.txt')
  if (!existsSync(sampleFile)) writeFileSync(sampleFile, 'Hello from Signpost.\n')
  const stored = await findCredential(database, accountId)
  // When the master key has changed, the old secret cannot be decrypted. It is replaced, so that the sandbox still starts.
  const isKept = stored !== undefined && findSecretProblem(stored, ring) === undefined
  const secret = isKept ? openCredentialSecret(stored, ring) : generateSecret()
  const keyPairs = new Map([[accessKeyId, secret.secretAccessKey]])
  // Loaded only here, because a gateway without the sandbox never needs it.
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

/** Removes the sandbox's credential and token; its buckets and their files stay. */
export async function retireSandbox(
  dependencies: Pick<SandboxDependencies, 'database' | 'accountId' | 'dataDir'>,
): Promise<void> {
  const { database, accountId, dataDir } = dependencies
  rmSync(join(dataDir, name, 'token'), { force: true })
  const stored = await findCredential(database, accountId)
  // This also removes the token, which is bound to the credential.
  if (stored !== undefined) await database.credentials.remove(accountId, stored.name)
}

async function findCredential(database: Database, accountId: string): Promise<Credential | undefined> {
  return (await database.credentials.list(accountId)).find((credential) => credential.isSandbox)
}

/** Generates a secret for each sandbox. With a fixed one, any web page could sign for the sandbox. */
function generateSecret(): CredentialSecret {
  return { secretAccessKey: new Secret(randomBytes(30).toString('base64url')) }
}

/** @param stored the credential of an earlier start, which is replaced */
async function storeCredential(
  { database, ring, accountId, now }: SandboxDependencies,
  stored: Credential | undefined,
  secret: CredentialSecret,
  endpoint: string,
): Promise<Credential> {
  const id = stored?.id ?? newId('cred')
  const sealingKey = await requireMasterKey(database.vault, ring)
  const credential: Credential = {
    id,
    accountId,
    name,
    accessKeyId,
    sealedSecret: sealCredentialSecret(secret, { accountId, id }, sealingKey),
    region: 'us-east-1',
    preset: 'other',
    endpoint,
    addressing: 'path',
    // So a plain `curl -X PUT` needs no header for an ACL.
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
    // The token is worth nothing elsewhere, so it may do everything here.
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
