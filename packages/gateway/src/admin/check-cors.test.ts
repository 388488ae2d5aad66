import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import {
  beRefusedBy,
  createAdministration,
  type SampleAdministration,
  sampleSecrets,
  sampleStore,
} from '../../test/samples/sample-administration.ts'
import { type StoreScript, scriptStore } from '../../test/samples/scripted-store.ts'
import { S3Unreachable } from '../s3/s3-error.ts'
import { addCredential } from './add-credential.ts'
import { checkCors } from './check-cors.ts'

const origin = 'https://app.example.com'
const allowed = { 'access-control-allow-origin': origin, 'access-control-allow-methods': '*' }
const refusal = { status: 403, xml: '<Error><Code>AccessForbidden</Code></Error>' }

let admin: SampleAdministration
beforeEach(async () => {
  admin = await createAdministration()
})
afterEach(() => admin.close())

async function add(fields: object = {}) {
  const store = { ...sampleStore, addressing: 'path', bucketPatterns: ['my-bucket'] } as const
  const input = { ...store, ...fields, name: 'main', secretAccessKey: sampleSecrets.secretAccessKey }
  await admin.run(addCredential, input)
}

function check(script: StoreScript, fields: object = {}) {
  const { askStore, asked } = scriptStore(script)
  return admin.run(checkCors, { name: 'main', origin, ...fields }, { askStore }).then((report) => ({ report, asked }))
}

/** Allows each header except the missing ones. */
const allowBut =
  (...missing: readonly string[]): StoreScript =>
  ({ headers = {} }) => {
    const names = headers['access-control-request-headers'] ?? ''
    if (names.split(',').some((name) => missing.includes(name))) return refusal
    return { headers: { ...allowed, 'access-control-allow-headers': names, 'access-control-expose-headers': 'ETag' } }
  }

test('a bucket that lets the page in', async () => {
  await add()
  const { report, asked } = await check(allowBut())

  assert.equal(report.status, 'allowed')
  assert.equal(report.exposesEtag, 'yes')
  assert.equal(
    report.explanation,
    `Pages of ${origin} may send PUT, POST, GET, HEAD to my-bucket, with content-type, and read the ETag.`,
  )
  assert.deepEqual(asked.toSorted(), [
    'OPTIONS /my-bucket',
    ...Array(3).fill('OPTIONS /my-bucket/signpost-cors-check'),
    'PUT /my-bucket/signpost-cors-check',
  ])
})

test('a missing header is named, and so is the command that allows it', async () => {
  await add()
  const headers = ['x-amz-meta-*', 'x-amz-tagging']
  const { report } = await check(allowBut('x-amz-meta-signpost'), { headers })

  assert.equal(report.status, 'refused')
  assert.deepEqual(report.methods[0], {
    method: 'PUT',
    isAllowed: false,
    observed: '403 AccessForbidden',
    missingHeaders: ['x-amz-meta-*'],
  })
  assert.equal(
    report.explanation,
    `Missing the header x-amz-meta-* (with PUT). The store answered 403 AccessForbidden. Pages of ${origin} may send POST, GET, HEAD to my-bucket. ` +
      `Allow it with \`signpost cors set main --bucket my-bucket --origin ${origin} --header 'x-amz-meta-*' --header 'x-amz-tagging'\`.`,
  )
})

test('a missing method is named', async () => {
  await add()
  const script: StoreScript = (request, url) =>
    request.headers?.['access-control-request-method'] === 'DELETE' ? refusal : allowBut()(request, url)
  const { report } = await check(script, { methods: ['GET', 'DELETE'] })

  assert.match(report.explanation, /^Missing the method DELETE\. .* may send GET to my-bucket\. .* --method DELETE`\.$/)
})

test('a bucket without a CORS rule for the origin', async () => {
  await add()
  const { report } = await check(() => refusal)
  assert.match(report.explanation, /^Pages of .* may send nothing to my-bucket: no CORS rule is for this origin/)
  assert.equal(report.exposesEtag, 'unknown')
})

test('the ETag: not exposed, or not visible to the check', async () => {
  await add()
  const preflight = { ...allowed, 'access-control-allow-headers': '*' }
  const hidden = await check(() => ({ headers: preflight }))
  const unseen = await check(({ method }) => (method === 'OPTIONS' ? { headers: preflight } : refusal))

  assert.deepEqual([hidden.report.status, hidden.report.exposesEtag], ['allowed', 'no'])
  assert.match(hidden.report.explanation, /Missing: they may not read the ETag, .* `signpost cors set /)
  assert.deepEqual([unseen.report.status, unseen.report.exposesEtag], ['allowed', 'unknown'])
})

test('only the methods that the credential may sign are asked for', async () => {
  await add({ actions: ['download', 'delete'] })
  const bound = await check(allowBut())
  assert.deepEqual(
    bound.report.methods.map(({ method }) => method),
    ['GET', 'HEAD', 'DELETE'],
  )
})

test('the advice is the store’s own', async () => {
  await add({ preset: 'gcs', region: 'auto', endpoint: 'https://storage.googleapis.com' })
  const { report } = await check(() => refusal)
  assert.match(report.explanation, /gcloud storage buckets update/)
  assert.doesNotMatch(report.explanation, /signpost cors set/)
})

test('the public endpoint is asked, and the endpoint if the gateway cannot reach the public one', async () => {
  await add({ publicEndpoint: 'https://files.example.com' })
  const near = await check(allowBut())
  const far = await check((request, url) => {
    if (url.host === 'files.example.com') throw new S3Unreachable('refused')
    return allowBut()(request, url)
  })
  const nobody = await beRefusedBy(
    check(() => {
      throw new S3Unreachable('refused', { place: 'files.example.com:443' })
    }),
  )

  assert.equal(near.report.asked, 'https://files.example.com')
  assert.equal(far.report.asked, 'https://s3.store.invalid')
  assert.equal(nobody.code, 'store_error')
  assert.match(nobody.message, /files\.example\.com:443/)
})

test('a question that cannot be asked is refused', async () => {
  await add({ bucketPatterns: ['logs-*'] })
  const none = await beRefusedBy(check(allowBut()))
  const wrong = await beRefusedBy(check(allowBut(), { bucket: 'b', origin: 'app.example.com', headers: ['A'] }))

  assert.match(none.message, /^`bucket` is required/)
  assert.match(
    wrong.message,
    /`bucket` must have[\s\S]*`origin` must be an origin as browsers send it[\s\S]*`headers.*lowercase/,
  )
})
