import { findWideBucketProblem } from '@signpost/presign'
import { Type } from 'typebox'
import { defineText } from '../core/define-text.ts'
import { findKnownGuard } from '../core/guarded-headers.ts'
import { describeRenewal } from '../vault/describe-renewal.ts'
import { defineAct } from './act.ts'
import { guardField } from './credential-fields.ts'
import { findCredential, findOwnBucket, openCredential } from './credential-record.ts'
import type { Needs } from './dependencies.ts'
import { defineName } from './fields.ts'
import type { CredentialReport } from './probe-credential.ts'
import { findUnusableKeys, type UnusableKeys } from './unusable-keys.ts'

/** Asks S3 whether a credential works, and explains what is wrong. */
export const testCredential = defineAct({
  name: 'test_credential',
  summary: 'Check a credential against S3',
  role: 'operator',
  // It stores what the store says about its guard.
  effect: 'change',
  input: Type.Object({
    name: defineName('Name of the credential'),
    bucket: Type.Optional(defineText({ description: 'A bucket to check the rights to' }, findWideBucketProblem)),
  }),
  result: Type.Object({
    name: Type.String(),
    status: Type.Enum(['good', 'refused', 'unknown', 'bucket_missing', 'keys_expired', 'secret_unreadable'], {
      description: 'With `keys_expired` and `secret_unreadable` nothing can be signed, so S3 was not asked',
    }),
    explanation: Type.String({ description: 'What S3 said, or why it was not asked, and what to do about it' }),
    renewal: Type.Optional(
      Type.String({ description: 'The state of its renewals, if its keys are renewed automatically' }),
    ),
    guard: guardField,
  }),
  async run({ name, bucket }, dependencies: Needs<'credentials' | 'accountId' | 'ring' | 'probe' | 'clock'>) {
    const { credentials, ring, probe, clock } = dependencies
    const credential = await findCredential(name, dependencies)
    const asked = bucket ?? findOwnBucket(credential)
    const unusable = findUnusableKeys(credential, dependencies)
    const { isBucketMissing, ...report }: Report = unusable ?? (await probe(openCredential(credential, ring), asked))
    const { guard = findKnownGuard(credential) } = report
    if (report.guard !== undefined) await credentials.replaceGuard(credential, { kind: report.guard, askedAt: clock() })
    const renewal = describeRenewal(credential, clock())
    return {
      name,
      ...report,
      ...(isBucketMissing === true ? { status: 'bucket_missing' as const } : {}),
      ...(guard === undefined ? {} : { guard }),
      ...(renewal === undefined ? {} : { renewal: renewal.text }),
    }
  },
})

type Report = Omit<CredentialReport, 'status'> & {
  readonly status: CredentialReport['status'] | UnusableKeys['status']
}
