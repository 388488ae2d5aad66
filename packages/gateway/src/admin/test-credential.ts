import { findBucketProblem } from '@signpost/presign'
import { Type } from 'typebox'
import { defineAct } from './act.ts'
import { findCredential, findOwnBucket, openCredential } from './credential-record.ts'
import type { AdminDependencies } from './dependencies.ts'
import { defineName, defineText } from './fields.ts'

/** Asks S3 whether a credential works, and explains what is wrong. */
export const testCredential = defineAct({
  name: 'test_credential',
  summary: 'Check a credential against S3',
  scope: 'account',
  role: 'operator',
  effect: 'read',
  input: Type.Object({
    name: defineName('Name of the credential'),
    bucket: Type.Optional(defineText('A bucket to check the rights to', findBucketProblem)),
  }),
  result: Type.Object({
    name: Type.String(),
    status: Type.Enum(['good', 'refused', 'unknown']),
    explanation: Type.String({ description: 'What S3 says, and what to do about it' }),
  }),
  async run({ name, bucket }, dependencies: Pick<AdminDependencies, 'credentials' | 'accountId' | 'ring' | 'probe'>) {
    const credential = await findCredential(name, dependencies)
    const target = openCredential(credential, dependencies.ring)
    return { name, ...(await dependencies.probe(target, bucket ?? findOwnBucket(credential))) }
  },
})
