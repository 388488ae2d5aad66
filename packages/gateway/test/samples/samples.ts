import { randomUUID } from 'node:crypto'
import type { AdministrationEvent } from '../../src/core/administration-event.ts'
import { newId } from '../../src/core/ids.ts'
import type { Account, AuditEvent, Credential, MultipartUpload, Token } from '../../src/core/model.ts'
import { generateToken, hashToken } from '../../src/tokens/token-format.ts'

/** The time at which the clock of tests stands still: 2026-01-02T03:04:05Z. */
export const sampleTime = Date.UTC(2026, 0, 2, 3, 4, 5)

/** An account with an id and a name of its own. */
export function sampleAccount(fields: Partial<Account> = {}): Account {
  const id = newId('acc')
  return { id, name: `name-of-${id}`, createdAt: sampleTime, ...fields }
}

/** A credential that signs for nothing yet, with an id and a name of its own. */
export function sampleCredential(fields: Partial<Credential> = {}): Credential {
  const id = newId('cred')
  return {
    id,
    accountId: 'acc_1',
    name: `name-of-${id}`,
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    sealedSecret: 'sealed',
    region: 'eu-central-1',
    preset: 'aws',
    signatureVersion: 'v4',
    bucketPatterns: [],
    isDefault: false,
    isSandbox: false,
    createdAt: sampleTime,
    ...fields,
  }
}

/** A token without limits, with an id of its own. */
export function sampleToken(fields: Partial<Token> = {}): Token {
  return {
    id: newId('tok'),
    accountId: 'acc_1',
    name: 'sample',
    hash: hashToken(generateToken()),
    limits: {},
    createdAt: sampleTime,
    ...fields,
  }
}

/** A multipart upload that was requested from S3 without an answer yet, with an id of its own. */
export function sampleUpload(fields: Partial<MultipartUpload> = {}): MultipartUpload {
  return {
    id: newId('upl'),
    accountId: 'acc_1',
    credentialId: 'cred_1',
    bucket: 'my-bucket',
    key: 'videos/intro.mp4',
    state: 'begun',
    partSizeBytes: 16 * 1024 ** 2,
    isRequesterPays: false,
    mustNotReplace: false,
    createdAt: sampleTime,
    ...fields,
  }
}

/** The event of an administrative change. */
export function sampleAdministrationEvent(fields: Partial<AdministrationEvent> = {}): AdministrationEvent {
  return {
    at: sampleTime,
    accountId: 'acc_1',
    actor: { via: 'command-line', name: 'alice' },
    act: 'set_credential',
    target: { kind: 'credential', id: 'cred_1', name: 'main' },
    changes: [{ field: 'region', from: 'eu-west-1', to: 'eu-central-1' }],
    ...fields,
  }
}

/** The event of an allowed request, with an id of its own. */
export function sampleAuditEvent(fields: Partial<AuditEvent> = {}): AuditEvent {
  return {
    at: sampleTime,
    accountId: 'acc_1',
    requestId: randomUUID(),
    clientAddress: '192.0.2.1',
    operation: 'signed_url',
    outcome: 'allowed',
    status: 200,
    ...fields,
  }
}
