import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pino } from 'pino'
import { createMemoryUploads } from '../../test/samples/memory-uploads.ts'
import { createS3Response } from '../../test/samples/s3-response.ts'
import { sampleCredential, sampleTime, sampleUpload } from '../../test/samples/samples.ts'
import { createSweepCounters } from '../core/counters.ts'
import type { Credential, MultipartUpload } from '../core/model.ts'
import { S3Error, S3Unreachable } from '../s3/s3-error.ts'
import type { S3Request } from '../s3/s3-request.ts'
import { sweepUploads } from './sweep-uploads.ts'

const dayMs = 86_400_000
const now = sampleTime + 7 * dayMs + 1
const open = (fields: Partial<MultipartUpload> = {}) => sampleUpload({ state: 'open', uploadId: '2~a', ...fields })
const refuse = (code: string, status: number) =>
  new S3Error(createS3Response(`<Error><Code>${code}</Code></Error>`, { status }))

/** Sweeps uploads with a store that gives the specified answers. */
async function sweep(
  uploads: readonly MultipartUpload[],
  answer: (request: S3Request<unknown>) => unknown = () => undefined,
  credentials: readonly Partial<Credential>[] = [{ id: 'cred_1', isDefault: true }],
) {
  const register = createMemoryUploads(...uploads)
  const counters = createSweepCounters()
  const asked: string[] = []
  const lines: string[] = []
  const logger = pino({ base: null }, { write: (line: string) => void lines.push(line) })
  const fail = () => assert.fail('signed')
  const signer = (fields: Partial<Credential>) => ({
    ...{ credential: sampleCredential(fields), presigner: fail, probePresigner: fail, signatureCheck: fail },
  })
  const stored = credentials.map(signer)
  const dependencies = {
    uploads: register,
    credentials: {
      forAccount: async (id: string) => stored.filter(({ credential }) => credential.accountId === id),
      renewed: async () => signer({ id: 'cred_renewed' }),
    },
    s3: {
      async call<Result>(target: { readonly credential: Credential }, request: S3Request<Result>) {
        const id = request.query?.uploadId ?? request.query?.prefix
        asked.push(`${target.credential.id}: ${request.name} ${request.bucket} ${id}`)
        const answered = answer(request)
        if (answered instanceof Error) throw answered
        return answered as Result
      },
    },
    logger,
    counters,
  }
  await sweepUploads(dependencies, { now, createdBefore: now - 7 * dayMs, isEnded: () => false })
  return { left: [...register.rows.values()], counters, asked, log: lines.join('') }
}

test('pain 25: orphaned multipart parts: uploads older than a week are aborted and removed, and younger ones are not', async () => {
  const young = open({ createdAt: sampleTime + 2, uploadId: '2~young' })
  const { left, asked, counters, log } = await sweep([open(), young])

  assert.deepEqual(asked, ['cred_1: AbortMultipartUpload my-bucket 2~a'])
  assert.deepEqual(left, [young])
  assert.deepEqual([counters.aborted, counters.gone, counters.failed, counters.lost], [1, 0, 0, 0])
  assert.match(log, /"aborted":1,.*swept abandoned uploads/)
})

for (const code of ['NoSuchUpload', 'NoSuchKey', 'NoSuchBucket']) {
  test(`an upload that S3 no longer has is removed: ${code}`, async () => {
    const { left, counters } = await sweep([open()], () => refuse(code, 404))
    assert.deepEqual([left, counters.gone, counters.aborted], [[], 1, 0])
  })
}

test('an upload that S3 does not abort stays, and is retried: after an outage in an hour, after a denial in a day', async () => {
  for (const [error, hours] of [
    [new S3Unreachable(), 1],
    [refuse('SlowDown', 503), 1],
    [refuse('AccessDenied', 403), 24],
  ] as const) {
    const { left, counters, log } = await sweep([open()], () => error)
    assert.deepEqual([left[0]?.retryAt, counters.failed], [now + hours * 3_600_000, 1])
    assert.match(log, /could not be aborted; the sweeper will retry/)
  }
})

test('thousands of failures write only a few log lines', async () => {
  const uploads = Array.from({ length: 250 }, (_, index) => open({ uploadId: `2~${index}` }))
  const { left, counters, log } = await sweep(uploads, () => refuse('AccessDenied', 403))
  assert.deepEqual([left.length, counters.failed, log.split('\n').length - 1], [250, 250, 11])
})

test('a completed upload is removed, and S3 is not asked', async () => {
  assert.deepEqual(await sweep([open({ state: 'completed' })]).then(({ left, asked }) => [left, asked]), [[], []])
})

test('an aborted upload is aborted once more, whatever its age, and is not counted again', async () => {
  const aborted = open({ state: 'aborted', createdAt: now - 3_600_001, retryAt: now - 1 })
  const { left, asked, counters } = await sweep([aborted])
  assert.deepEqual([left, asked.length, counters.aborted, counters.gone], [[], 1, 0, 0])
  const just = open({ state: 'aborted', createdAt: now - 1, retryAt: now + 1 })
  assert.deepEqual((await sweep([just])).left, [just])
})

test('the credential that began an upload aborts it; if it was removed, the credential for the bucket does', async () => {
  const two = [
    { id: 'cred_1', bucketPatterns: ['other'] },
    { id: 'cred_2', isDefault: true },
  ]
  assert.deepEqual((await sweep([open()], undefined, two)).asked, ['cred_1: AbortMultipartUpload my-bucket 2~a'])
  const [, second] = two as [object, object]
  assert.deepEqual((await sweep([open()], undefined, [second])).asked, ['cred_2: AbortMultipartUpload my-bucket 2~a'])
  const { left, asked, counters, log } = await sweep([open()], undefined, [{ id: 'cred_3', accountId: 'acc_2' }])
  assert.deepEqual([left, asked, counters.lost], [[], [], 1])
  assert.match(log, /"bucket":"my-bucket","key":"videos\/intro.mp4","uploadId":"2~a".*no credential is left/)
})

test('an expired credential is renewed first', async () => {
  const ended = { id: 'cred_1', isDefault: true, expiresAt: now - 1 }
  assert.deepEqual((await sweep([open()], undefined, [ended])).asked, [
    'cred_renewed: AbortMultipartUpload my-bucket 2~a',
  ])
})

test('an upload with an unknown id is found by its key and its time', async () => {
  const begun = sampleUpload()
  const { key } = begun
  const at = (uploadId: string, startedAt: number | undefined, name = key) => ({ key: name, uploadId, startedAt })
  const pages = [
    {
      uploads: [
        at('ours', sampleTime + 900),
        at('known', sampleTime + 900),
        at('long before', sampleTime - 16 * 60_000),
        at('long after', sampleTime + 17 * 60_000),
        at('at no time', undefined),
      ],
      next: { key, uploadId: 'at no time' },
    },
    {
      uploads: [at('ours, too', sampleTime + 950), at('longer', sampleTime, `${key}.bak`)],
      next: { key: `${key}.bak`, uploadId: 'longer' },
    },
  ]
  const known = open({ uploadId: 'known', createdAt: now, accountId: 'acc_2' })
  const { left, asked, counters } = await sweep([begun, known], ({ name }) =>
    name === 'ListMultipartUploads' ? pages.shift() : undefined,
  )
  assert.deepEqual(
    asked.map((line) => line.replace('cred_1: ', '')),
    [
      `ListMultipartUploads my-bucket ${key}`,
      `ListMultipartUploads my-bucket ${key}`,
      'AbortMultipartUpload my-bucket ours',
      'AbortMultipartUpload my-bucket ours, too',
    ],
  )
  assert.deepEqual([left, counters.aborted], [[known], 1])
})

test('an upload that never began at S3 is removed', async () => {
  for (const answer of [{ uploads: [], next: undefined }, refuse('NoSuchBucket', 404)]) {
    const { left, counters } = await sweep([sampleUpload()], () => answer)
    assert.deepEqual([left, counters.gone], [[], 1])
  }
})
