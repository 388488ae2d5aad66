import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAdministration, sampleSecrets } from '../../test/samples/sample-administration.ts'
import { addCredential } from './add-credential.ts'
import { createToken } from './create-token.ts'
import { revokeToken } from './revoke-token.ts'
import { showPolicy } from './show-policy.ts'

type Fields = Partial<Parameters<typeof addCredential.run>[0]>
type TokenFields = Omit<Parameters<typeof createToken.run>[0], 'name'>

async function show(fields: Fields, tokens: readonly TokenFields[]) {
  const { run, close } = await createAdministration()
  const keys = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: sampleSecrets.secretAccessKey }
  await run(addCredential, { name: 'main', region: 'eu-central-1', ...keys, unchecked: true, ...fields })
  for (const token of tokens) await run(createToken, { name: 'token', ...token })
  // A revoked token does not count.
  const { id } = await run(createToken, { name: 'over', allow: ['delete:everything/*'] })
  await run(revokeToken, { id })
  const shown = await run(showPolicy, { name: 'main' })
  await close()
  return { ...shown, policies: shown.documents.map(({ text }) => JSON.parse(text)) }
}

const aws = { isDefault: true }

test('the smallest AWS policy grants what the rules allow, each statement once', async () => {
  const { policies, kind, tokens, documents } = await show(aws, [
    { allow: ['upload:media/in/*', 'download:media/in/*'] },
    { allow: ['upload:media/in/2026/*', 'list:media/in/*', 'list:media/out/*', 'delete:media/in/a.txt'] },
  ])

  assert.deepEqual([kind, tokens], ['aws', 2])
  assert.deepEqual(policies[0], {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'Signpost1',
        Effect: 'Allow',
        Action: ['s3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts', 's3:GetObject'],
        Resource: ['arn:aws:s3:::media/in/*'],
      },
      { Sid: 'Signpost2', Effect: 'Allow', Action: ['s3:DeleteObject'], Resource: ['arn:aws:s3:::media/in/a.txt'] },
      {
        Sid: 'Signpost3',
        Effect: 'Allow',
        Action: ['s3:ListBucket'],
        Resource: ['arn:aws:s3:::media'],
        Condition: { StringLike: { 's3:prefix': ['in/*', 'out/*'] } },
      },
    ],
  })
  assert.match(documents[0]?.where ?? '', /Create inline policy/)
})

test('a policy contains neither actions that the credential does not sign for nor another credential’s bucket', async () => {
  const { policies } = await show({ bucketPatterns: ['logs-*'], actions: ['download'] }, [{}, { allow: ['*:media/*'] }])

  assert.deepEqual(policies[0].Statement, [
    { Sid: 'Signpost1', Effect: 'Allow', Action: ['s3:GetObject'], Resource: ['arn:aws:s3:::logs-*/*'] },
  ])
})

test('a right that only some requests need is listed with these requests; the right to ACLs is required once a token names one', async () => {
  const plain = await show(aws, [{ allow: ['upload:media/*'] }])
  const right = (shown: typeof plain, name: string) => shown.rights.find((one) => one.right === name)

  assert.equal(right(plain, 's3:PutObjectAcl')?.isOptional, true)
  assert.match(right(plain, 's3:PutObjectTagging')?.neededFor ?? '', /tags/)
  assert.deepEqual(right(plain, 's3:ListBucket')?.resources, ['media'])
  const withAcls = await show(aws, [{ allow: ['upload:media/*'], acls: ['public-read'] }])
  assert.equal(right(withAcls, 's3:PutObjectAcl')?.isOptional, false)
  assert.ok(withAcls.policies[0].Statement[0].Action.includes('s3:PutObjectAcl'))
})

test('characters with a meaning in policies are escaped, and other partitions have other ARNs', async () => {
  const odd = await show(aws, [{ allow: ['download:media/what?$x/*'] }])
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the policy contains it
  assert.deepEqual(odd.policies[0].Statement[0].Resource, ['arn:aws:s3:::media/what${?}${$}x/*'])

  for (const [region, partition] of [
    ['cn-north-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
  ] as const) {
    const { policies } = await show({ ...aws, region }, [{ allow: ['download:media/*'] }])
    assert.deepEqual(policies[0].Statement[0].Resource, [`arn:${partition}:s3:::media/*`])
  }
})

test('a bucket policy is for one bucket, and names a user', async () => {
  const ceph = { ...aws, preset: 'ceph', endpoint: 'https://s3.store.invalid' } as const
  const { policies, kind, documents } = await show(ceph, [
    { allow: ['upload:media/*', 'upload:other/in/*', 'list:media/*'] },
  ])

  assert.equal(kind, 'bucket_policy')
  assert.deepEqual(
    documents.map(({ title }) => title),
    ['The policy of the bucket media', 'The policy of the bucket other'],
  )
  assert.deepEqual(policies[1].Statement[0].Resource, ['arn:aws:s3:::other/in/*'])
  assert.deepEqual(policies[0].Statement[1], {
    Sid: 'Signpost2',
    Effect: 'Allow',
    Principal: { AWS: ['arn:aws:iam:::user/USER'] },
    Action: ['s3:ListBucket'],
    Resource: ['arn:aws:s3:::media'],
  })
})

test('a store without such policies says what it has instead', async () => {
  const b2 = { ...aws, endpoint: 'https://s3.eu-central-003.backblazeb2.com', region: 'eu-central-003' }
  const { documents, advice, kind } = await show(b2, [{ allow: ['upload:media/*', 'download:media/*'] }])
  assert.deepEqual([documents, kind], [[], 'other'])
  assert.match(advice.join(' '), /b2 key create .* signpost writeFiles,readFiles`/)
})

test('without a token that may use it, there is no policy', async () => {
  const { documents, advice } = await show(aws, [])
  assert.deepEqual(documents, [])
  assert.match(advice[0] ?? '', /^No active token/)
})
