import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAdministration, sampleSecrets, sampleStore } from '../../test/samples/sample-administration.ts'
import { sampleTime } from '../../test/samples/samples.ts'
import { type StoreScript, scriptStore } from '../../test/samples/scripted-store.ts'
import { createKeyRing } from '../vault/key-ring.ts'
import { addCredential } from './add-credential.ts'
import { examineCredential } from './examine-credential.ts'
import { setCredential } from './set-credential.ts'
import { showCredential } from './show-credential.ts'

const error = (status: number, code: string) => ({ status, xml: `<Error><Code>${code}</Code></Error>` })

/** A store that accepts the keys and lets them do everything with a bucket without versioning. */
const generous: StoreScript = (request, url) => {
  if (url.searchParams.has('uploadId')) return error(404, 'NoSuchUpload')
  if (url.searchParams.has('versioning')) return { xml: '<VersioningConfiguration/>' }
  if (request.method === 'HEAD') return { status: 404 }
  return { status: 204 }
}

type Input = Parameters<typeof examineCredential.run>[0]
type Fields = Partial<Parameters<typeof addCredential.run>[0]>

async function examine(script: StoreScript, fields: Fields = {}, input: Partial<Input> = {}, ring = {}) {
  const administration = await createAdministration()
  const { secretAccessKey } = sampleSecrets
  await administration.run(addCredential, {
    ...{ name: 'main', ...sampleStore, secretAccessKey, bucketPatterns: ['my-bucket'], unchecked: true },
    ...fields,
  })
  const { askStore, asked } = scriptStore(script)
  const found = await administration.run(examineCredential, { name: 'main', ...input }, { askStore, ...ring })
  const shown = await administration.run(showCredential, { name: 'main' })
  return {
    ...found,
    asked,
    shown,
    administration,
    states: Object.fromEntries(found.findings.map((one) => [one.check, one.state])),
  }
}

test('everything that can be checked without writing is a finding, and the findings are stored', async () => {
  const { states, state, shown, bucket, administration } = await examine(generous)

  assert.deepEqual(states, {
    keys: 'good',
    clock: 'good',
    // This store allows every listing, so the control of the test fails.
    guard: 'unknown',
    bucket: 'good',
    region: 'good',
    upload: 'good',
    // The bucket has no object, and the store is not AWS.
    download: 'unknown',
    list: 'good',
    delete: 'good',
    multipart: 'good',
  })
  assert.deepEqual([state, bucket], ['unknown', 'my-bucket'])
  assert.equal(shown.examination?.at, sampleTime)
  assert.equal(shown.examination?.state, 'unknown')
  await administration.run(setCredential, { name: 'main', region: 'eu-west-1', unchecked: true })
  assert.equal((await administration.run(showCredential, { name: 'main' })).examination, undefined)
  await administration.close()
})

test('a right that is denied says which one is missing', async () => {
  const { findings, state, administration } = await examine((request, url) =>
    request.method === 'PUT' || request.method === 'DELETE' ? error(403, 'AccessDenied') : generous(request, url),
  )

  const upload = findings.find(({ check }) => check === 'upload')
  assert.equal(upload?.message, 'The keys may not upload to my-bucket: the store answered 403 AccessDenied.')
  assert.match(upload?.cure ?? '', /^Grant the keys s3:PutObject/)
  assert.deepEqual(
    findings.filter(({ check }) => check === 'delete').map((one) => one.state),
    ['warning'],
  )
  assert.equal(state, 'bad')
  await administration.close()
})

test('an existing object shows whether downloads are allowed; nothing is deleted in a bucket with versioning', async () => {
  const withObject: StoreScript = (request, url) => {
    if (request.method === 'HEAD') return { status: url.pathname.endsWith('/there.txt') ? 200 : 404 }
    if (url.searchParams.has('versioning'))
      return { xml: '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>' }
    return generous(request, url)
  }
  const object = '<Contents><Key>there.txt</Key><Size>1</Size></Contents>'
  const store = scriptStore(withObject, `<ListBucketResult><Name>b</Name>${object}</ListBucketResult>`)
  const { states, findings, administration } = await examine(withObject, {}, {}, { askStore: store.askStore })

  assert.equal(states.download, 'good')
  assert.equal(states.delete, 'unknown')
  assert.match(findings.find(({ check }) => check === 'delete')?.message ?? '', /would keep a delete marker/)
  // The only DELETE aborts a multipart upload that does not exist.
  assert.equal(store.asked.filter((request) => request.startsWith('DELETE')).length, 1)
  await administration.close()
})

test('actions that a credential does not sign for are not tested', async () => {
  const { states, administration } = await examine(generous, { actions: ['upload'] })

  assert.deepEqual(Object.keys(states).slice(5), ['upload', 'multipart'])
  await administration.close()
})

test('a secret that cannot be opened, and temporary keys, are findings', async () => {
  const sealed = await examine(generous, {}, {}, { ring: createKeyRing(Buffer.alloc(32, 2)) })
  assert.deepEqual(sealed.states, { secret: 'bad' })
  assert.deepEqual(sealed.asked, [])
  await sealed.administration.close()

  const temporary = await examine(generous, { ...sampleSecrets, expiresAt: sampleTime + 3_600_000 })
  const renewal = temporary.findings.find(({ check }) => check === 'renewal')
  assert.match(renewal?.message ?? '', /^Its keys expire at 2026-01-02T04:04:05Z, and nothing renews them\.$/)
  await temporary.administration.close()
})

test('CORS is checked for the given origin', async () => {
  const { findings, states, administration } = await examine(
    (request, url) => (request.method === 'OPTIONS' ? { status: 403 } : generous(request, url)),
    {},
    { origin: 'https://app.example.com' },
  )

  assert.equal(states.cors, 'bad')
  assert.match(
    findings.find(({ check }) => check === 'cors')?.message ?? '',
    /signpost cors set main --bucket my-bucket/,
  )
  await administration.close()
})

test('a missing bucket, and refused keys, end the examination', async () => {
  const noBucket = scriptStore(generous, '<Error><Code>NoSuchBucket</Code></Error>', 404)
  const missing = await examine(generous, {}, {}, { askStore: noBucket.askStore })
  assert.equal(missing.states.bucket, 'bad')
  assert.equal(missing.states.upload, undefined)
  await missing.administration.close()

  const refusing = scriptStore(generous, '<Error><Code>SignatureDoesNotMatch</Code></Error>', 403)
  const refused = await examine(generous, {}, {}, { askStore: refusing.askStore })
  assert.deepEqual(refused.states, { keys: 'bad' })
  assert.match(refused.findings[0]?.cure ?? '', /secret access key does not belong to this ID/)
  await refused.administration.close()
})
