import assert from 'node:assert/strict'
import type { AuditEvent, Credential, Token } from '../../src/core/model.ts'
import { Secret } from '../../src/core/secret.ts'
import { createGate, type Gate, type GateDependencies, type GateRequest } from '../../src/gate/gate.ts'
import type { RawInput } from '../../src/gate/validate-input.ts'
import type { RequestLimiter } from '../../src/limits/request-limiter.ts'
import type { Operation } from '../../src/operations/operation.ts'
import { uncheckedBuckets } from '../../src/s3/bucket-check.ts'
import { unaskedGuards } from '../../src/s3/store-guards.ts'
import { generateToken, hashToken } from '../../src/tokens/token-format.ts'
import { createTokenVerifier } from '../../src/tokens/token-verifier.ts'
import { sealCredentialSecret } from '../../src/vault/credential-secret.ts'
import { createKeyRing } from '../../src/vault/key-ring.ts'
import { createSigningCredential } from '../../src/vault/signing-credentials.ts'
import { createChangeFeedStub } from './change-feed-stub.ts'
import { createMemoryUploads } from './memory-uploads.ts'
import { sampleCredential, sampleTime, sampleToken } from './samples.ts'

/** The options of {@link createSampleGate}. */
export interface SampleGateOptions {
  readonly token?: Partial<Token>
  /** By default one credential that signs for every bucket. */
  readonly credentials?: readonly Partial<Credential>[]
  /** The error with which the look-up of credentials fails. */
  readonly fault?: Error
  readonly dependencies?: Partial<GateDependencies>
}

/** A gate with real verification, signing and authorization over one token and a few credentials, at {@link sampleTime}. */
export interface SampleGate {
  readonly gate: Gate
  /** The token's text. */
  readonly token: string
  readonly stored: Token
  readonly credentials: readonly Credential[]
  /** Sends one request with the token, and returns the result with its warnings. @throws the error of a refusal */
  ask(operation: Operation, text: RawInput['text'], request?: Partial<GateRequest>): Promise<Record<string, unknown>>
  /** The recorded audit events. */
  readonly events: readonly AuditEvent[]
}

const unlimited: RequestLimiter = {
  countToken: () => undefined,
  countClientToken: () => undefined,
  countChange: () => undefined,
  countBadToken: () => undefined,
  findExcess: () => undefined,
  close() {},
}

/** Builds a gate without a database, a network or limits. */
export function createSampleGate(options: SampleGateOptions = {}): SampleGate {
  const token = generateToken()
  const stored = sampleToken({ hash: hashToken(token), ...options.token })
  const ring = createKeyRing(Buffer.alloc(32, 1))
  const credentials = (options.credentials ?? [{ isDefault: true }]).map((fields) => {
    const credential = sampleCredential(fields)
    const secret = { secretAccessKey: new Secret('wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY') }
    return { ...credential, sealedSecret: sealCredentialSecret(secret, credential, ring) }
  })
  const signing = credentials.map((credential) => createSigningCredential(credential, ring))
  const events: AuditEvent[] = []
  const tokens = {
    findByHash: async (hash: string) => (hash === stored.hash ? stored : undefined),
    find: async (accountId: string, id: string) =>
      accountId === stored.accountId && id === stored.id ? stored : undefined,
    findBySubject: () => assert.fail(),
    list: () => assert.fail(),
    listByName: () => assert.fail(),
    listExpiring: () => assert.fail(),
    count: () => assert.fail(),
    insert: () => assert.fail(),
    insertIfAbsent: () => assert.fail(),
    update: () => assert.fail(),
    revoke: () => assert.fail(),
    touch: () => assert.fail(),
  }
  const gate = createGate({
    tokens: createTokenVerifier(tokens, createChangeFeedStub(), () => sampleTime, { clientTokenKeys: ring }),
    clientTokenKeys: ring,
    limiter: unlimited,
    credentials: {
      async forAccount(id) {
        if (options.fault !== undefined) throw options.fault
        return signing.filter(({ credential }) => credential.accountId === id)
      },
      renewed: async (ended) => ended,
    },
    buckets: uncheckedBuckets,
    guards: unaskedGuards,
    s3: { call: () => assert.fail('S3 must not be asked') },
    uploads: createMemoryUploads(),
    audit: { record: (decided) => void events.push(...decided) },
    clock: () => sampleTime,
    ...options.dependencies,
  })
  async function ask(operation: Operation, text: RawInput['text'], request: Partial<GateRequest> = {}) {
    const sender = { token, clientAddress: '192.0.2.1', requestId: 'request-1' }
    const decision = await gate.bind(operation)({ ...sender, input: { text }, ...request })
    if ('error' in decision) throw decision.error
    const { result, warnings } = decision
    return warnings.length === 0 ? { ...result } : { ...result, warnings }
  }
  return { gate, token, stored, credentials, ask, events }
}
