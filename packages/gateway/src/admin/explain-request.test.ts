import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPresigner } from '@signpost/presign'
import {
  beRefusedBy,
  createAdministration,
  sampleSecrets,
  sampleStore,
} from '../../test/samples/sample-administration.ts'
import { sampleTime } from '../../test/samples/samples.ts'
import { createKeyRing } from '../vault/key-ring.ts'
import { addAccount } from './add-account.ts'
import { addCredential } from './add-credential.ts'
import { explainRequest } from './explain-request.ts'

/** A URL that the credential of the tests signed. */
function sign(key: string, signedAt = sampleTime): string {
  const { accessKeyId, region, endpoint } = sampleStore
  const credentials = { accessKeyId, secretAccessKey: sampleSecrets.secretAccessKey.reveal() }
  const presigner = createPresigner({ credentials, region, endpoint, addressing: 'path' })
  return presigner.presign({ method: 'GET', bucket: 'my-bucket', key, signedAt, expiresInSeconds: 300 }).url
}

test('a URL is compared with the account’s own credentials, and no other account’s', async () => {
  const { run, close, dependencies } = await createAdministration()
  await run(addCredential, { name: 'main', ...sampleStore, secretAccessKey: sampleSecrets.secretAccessKey })
  const { id } = await run(addAccount, { name: 'other' })
  const url = sign('a.png')

  const own = await run(explainRequest, { url })
  const theirs = await run(explainRequest, { url }, { ...dependencies, accountId: id })

  assert.deepEqual(own.storedCredential, { name: 'main', result: 'signed' })
  assert.equal(theirs.storedCredential, undefined)
  const changed = await run(explainRequest, { url: url.replace('a.png', 'b.png') })
  assert.equal(changed.storedCredential?.result, 'other')
  await close()
})

test('a paste in any order is read', async () => {
  const { run, close } = await createAdministration()
  await run(addCredential, { name: 'main', ...sampleStore, secretAccessKey: sampleSecrets.secretAccessKey })
  const url = sign('a.png', sampleTime - 301_000)

  const { causes } = await run(explainRequest, { paste: `<Error><Code>AccessDenied</Code></Error>\n\ncurl '${url}'` })

  assert.equal(causes[0]?.code, 'expired')
  assert.match((await beRefusedBy(run(explainRequest, {}))).message, /needs `url`, `request`/)
  await close()
})

test('a secret that cannot be opened is reported, and the rest is explained', async () => {
  const { run, close } = await createAdministration()
  await run(addCredential, { name: 'main', ...sampleStore, secretAccessKey: sampleSecrets.secretAccessKey })

  const { warnings, signedUrl } = await run(
    explainRequest,
    { url: sign('a.png') },
    { ring: createKeyRing(Buffer.alloc(32, 2)) },
  )

  assert.match(warnings?.join() ?? '', /does not open.*The signature is not compared with this credential\./)
  assert.equal(signedUrl?.key, 'a.png')
  await close()
})
