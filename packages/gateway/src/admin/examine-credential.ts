import { findWideBucketProblem } from '@signpost/presign'
import { Type } from 'typebox'
import { AppError } from '../core/app-error.ts'
import { defineText } from '../core/define-text.ts'
import type { Examination, Finding } from '../core/examination.ts'
import { findKnownGuard } from '../core/guarded-headers.ts'
import type { Credential } from '../core/model.ts'
import { findOriginProblem } from '../core/origin.ts'
import { probeRights } from '../s3/rights-probe.ts'
import { findSecretProblem } from '../vault/credential-secret.ts'
import { defineAct } from './act.ts'
import type { StoreLine } from './ask-store.ts'
import { askCors } from './check-cors.ts'
import { openCorsQuestion } from './cors-fields.ts'
import { examinationFields } from './credential-fields.ts'
import { findCredential, findOwnBucket, openCredential } from './credential-record.ts'
import type { Needs } from './dependencies.ts'
import {
  describeAnswer,
  describeExpiry,
  describeGuard,
  describeRight,
  findWorst,
  listRights,
} from './describe-findings.ts'
import { defineName } from './fields.ts'
import { askAboutCredential } from './probe-credential.ts'

/** Checks everything at the store that can be checked without writing, and says what works, what does not, and what to do. */
export const examineCredential = defineAct({
  name: 'examine_credential',
  summary: 'Examine a credential: keys, rights, bucket, clock, guard and CORS',
  role: 'operator',
  // It stores its findings.
  effect: 'change',
  input: Type.Object({
    name: defineName('Name of the credential'),
    bucket: Type.Optional(
      defineText(
        { description: 'A bucket to test the rights in; by default the first bucket that the credential names' },
        findWideBucketProblem,
      ),
    ),
    origin: Type.Optional(
      defineText(
        { description: 'Origin of web pages that use the bucket: https://app.example.com' },
        findOriginProblem,
      ),
    ),
  }),
  result: Type.Object({ name: Type.String(), ...examinationFields }),
  async run({ name, ...asked }, dependencies: Needs<'credentials' | 'accountId' | 'ring' | 'askStore' | 'clock'>) {
    const { credentials, clock, askStore } = dependencies
    const credential = await findCredential(name, dependencies)
    const bucket = asked.bucket ?? findOwnBucket(credential)
    const place = {
      ...(bucket === undefined ? {} : { bucket }),
      ...(asked.origin === undefined ? {} : { origin: asked.origin }),
    }
    const at = clock()
    const findings = await askStore((line) => findAll(line, credential, place, dependencies))
    const examination: Examination = { at, ...place, state: findWorst(findings), findings }
    await credentials.keepExamination(credential, examination)
    return { name, ...examination }
  },
})

async function findAll(
  line: StoreLine,
  credential: Credential,
  { bucket, origin }: Pick<Examination, 'bucket' | 'origin'>,
  dependencies: Needs<'credentials' | 'accountId' | 'ring' | 'clock'>,
): Promise<Finding[]> {
  const { credentials, ring, clock } = dependencies
  const problem = findSecretProblem(credential, ring)
  if (problem !== undefined) {
    const cure = 'Give the gateway the master key that sealed it; docs/operations.md says where it belongs.'
    return [{ check: 'secret', state: 'bad', message: `${problem.message}.`, cure }]
  }
  const target = openCredential(credential, ring)
  const answer = await askAboutCredential(line.caller, target, bucket, clock)
  const { result, report } = answer
  const findings = [...describeAnswer(answer, credential, bucket), ...describeExpiry(credential, clock())]
  if (report.status !== 'good') return findings
  if (report.guard !== undefined) await credentials.replaceGuard(credential, { kind: report.guard, askedAt: clock() })
  findings.push(describeGuard(report.guard ?? findKnownGuard(credential), credential))
  if (bucket === undefined) {
    const message = 'Its rights were not tested, because no bucket was named.'
    return [...findings, { check: 'bucket', state: 'unknown', message, cure: 'Name a bucket that it is for.' }]
  }
  if (result.kind !== 'exists') return findings
  const options = { bucket, now: clock(), region: result.region }
  const rights = await probeRights(line.caller, target, listRights(credential), options)
  findings.push(...rights.map((right) => describeRight(right, credential, bucket)))
  if (origin !== undefined) findings.push(await findCors(line, { name: credential.name, bucket, origin }, dependencies))
  return findings
}

async function findCors(
  line: StoreLine,
  asked: { readonly name: string; readonly bucket: string; readonly origin: string },
  dependencies: Needs<'credentials' | 'accountId' | 'ring' | 'clock'>,
): Promise<Finding> {
  try {
    const question = await openCorsQuestion(asked, dependencies)
    const { status, explanation, exposesEtag } = await askCors(line, question, dependencies)
    // The explanation says what is missing, with the command that sets it.
    if (status === 'refused') return { check: 'cors', state: 'bad', message: explanation }
    return { check: 'cors', state: exposesEtag === 'no' ? 'warning' : 'good', message: explanation }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const message = error.details?.map((detail) => `${detail.message}.`).join(' ') ?? error.message
    return { check: 'cors', state: 'unknown', message }
  }
}
