import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import {
  beRefusedBy,
  createAdministration,
  type SampleAdministration,
  sampleSecrets,
  sampleStore,
} from '../../test/samples/sample-administration.ts'
import { type ScriptedAnswer, scriptStore } from '../../test/samples/scripted-store.ts'
import { addCredential } from './add-credential.ts'
import { setCors } from './set-cors.ts'

const origin = 'https://app.example.com'
const refusal = { status: 403, xml: '<Error><Code>AccessForbidden</Code></Error>' }

let admin: SampleAdministration
beforeEach(async () => {
  admin = await createAdministration()
})
afterEach(() => admin.close())

/** A store that refuses preflights, and answers requests about its CORS rules. */
async function set(answer: ScriptedAnswer, fields: object = {}, preflight: ScriptedAnswer = refusal) {
  const store = { ...sampleStore, addressing: 'path', bucketPatterns: ['my-bucket'], ...fields } as const
  await admin.run(addCredential, { ...store, name: 'main', secretAccessKey: sampleSecrets.secretAccessKey })
  const sent: string[] = []
  const { askStore, asked } = scriptStore(({ method, body }, url) => {
    if (!url.searchParams.has('cors')) return preflight
    if (method === 'PUT') sent.push(body ?? '')
    return method === 'GET' ? answer : {}
  })
  const result = await admin.run(setCors, { name: 'main', origin }, { askStore })
  return { result, sent, asked }
}

test('existing rules stay, word for word', async () => {
  const rule =
    '<CORSRule><ID>theirs</ID><AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod><X>1</X></CORSRule>'
  const { result, sent } = await set({
    xml: `<CORSConfiguration>${rule}<ResponseVary>true</ResponseVary></CORSConfiguration>`,
  })

  assert.equal(result.isChanged, true)
  assert.deepEqual(
    result.rules.map(({ id }) => id),
    ['signpost-https-app.example.com', 'theirs'],
  )
  assert.equal(sent.length, 1)
  assert.ok(sent[0]?.includes(rule) && sent[0].includes('<ResponseVary>true</ResponseVary>'), sent[0])
})

test('nothing is set if the store allows the page already, because its default could be lost', async () => {
  const headers = {
    'access-control-allow-origin': '*',
    'access-control-allow-methods': '*',
    'access-control-allow-headers': '*',
    'access-control-expose-headers': 'ETag',
  }
  const { result, asked } = await set({}, {}, { headers })

  assert.deepEqual([result.isChanged, result.check.status], [false, 'allowed'])
  assert.ok(!asked.some((line) => line.includes('cors') && line.includes('?')), asked.join())
})

for (const [title, answer] of [
  ['does not know the operation', { status: 501, xml: '<Error><Code>NotImplemented</Code></Error>' }],
  ['reads the request as a listing', { xml: '<ListBucketResult/>' }],
] as const) {
  test(`if the store ${title}, the error says what to do`, async () => {
    const minio = await beRefusedBy(set(answer, { preset: 'minio' }))
    assert.equal(minio.code, 'cors_elsewhere')
    assert.match(
      minio.message,
      /MINIO_API_CORS_ALLOW_ORIGIN.* Needed for https:\/\/app\.example\.com: the methods PUT, /,
    )
  })
}

test('a store whose CORS rules are known to be set elsewhere is not asked', async () => {
  const gcs = { preset: 'gcs', region: 'auto', endpoint: 'https://storage.googleapis.com' }
  const refused = await beRefusedBy(set({ xml: '<CorsConfig/>' }, gcs))
  assert.deepEqual([refused.code, /gcloud storage buckets update/.test(refused.message)], ['cors_elsewhere', true])
})

test('R2 denies a token without administrator rights', async () => {
  const denied = { status: 403, xml: '<Error><Code>AccessDenied</Code></Error>' }
  const refused = await beRefusedBy(
    set(denied, { preset: 'r2', region: 'auto', endpoint: 'https://a.r2.cloudflarestorage.com' }),
  )
  assert.equal(refused.code, 'access_denied')
  assert.match(refused.message, /s3:PutBucketCORS.*“Admin Read & Write”.*Needed for .*: the methods PUT, GET, HEAD;/)
})
