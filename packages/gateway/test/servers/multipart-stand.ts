import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { Validator } from '@seriousme/openapi-schema-validator'
import { type DocumentedResponse, findDeviations } from '../samples/document-responses.ts'
import {
  createMultipartClient,
  dataOf,
  type HoldAnswer,
  type MultipartClient,
  type MultipartData,
  type SignedPart,
  sendPart,
} from '../samples/multipart-client.ts'
import { createToken, storeCredential } from '../samples/store-credential.ts'
import { type CephServer, cephUsers, signForCeph, startCeph } from './ceph-server.ts'
import { type ComposedGateway, startComposedGateway } from './composed-gateway.ts'
import { makeTempDir } from './temp-dir.ts'

/** A gateway in front of a Ceph with a bucket, and a client of the gateway. */
export interface MultipartStand extends AsyncDisposable {
  readonly ceph: CephServer
  readonly gateway: ComposedGateway
  readonly client: MultipartClient
  readonly dataDir: string
  readonly credentialId: string
  readonly bucket: string
  /** 5 MiB, the smallest part size that S3 accepts. */
  readonly partSize: number
  /** Random bytes for two such parts and a smaller one, so that a wrong order is noticed. */
  readonly content: Uint8Array<ArrayBuffer>
  /** Begins an upload in parts of {@link partSize}. */
  begin(key: string, params?: object): Promise<MultipartData>
  /** The bytes of {@link content} that belong in a part. */
  slice(part: SignedPart): Uint8Array<ArrayBuffer>
  /** Sends parts of {@link content}. */
  send(...parts: readonly (SignedPart | undefined)[]): Promise<void>
  /** Downloads the object directly from the store. */
  download(key: string): Promise<{ readonly headers: Headers; readonly bytes: Buffer }>
  /** Counts the uploads that are open at Ceph. */
  countOpen(): Promise<number>
}

/** The fields of a credential for the stand's Ceph. */
export function describeStore(ceph: CephServer) {
  return { ...cephUsers.alice, endpoint: ceph.endpoint, preset: 'ceph', bucketPatterns: [] } as const
}

/** Makes a function that checks every answer to the client against the OpenAPI document. */
async function readHold(url: string): Promise<HoldAnswer> {
  const validator = new Validator()
  await validator.validate((await (await fetch(`${url}/awss3/openapi`)).json()) as never)
  const { paths } = validator.resolveRefs() as unknown as Document
  return (target, answer) => {
    const [method = '', path = ''] = target.split(' ')
    const route = `/awss3/multipart${path.replace(/^\/[^/]+/, '/{upload_id}')}`
    const response = paths[route]?.[method.toLowerCase()]?.responses[answer.status]
    assert.deepEqual(findDeviations(response, answer), [], `${target}: ${answer.status}`)
  }
}

interface Document {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly responses: Readonly<Record<string, DocumentedResponse>> }>>>
  >
}

/** Starts Ceph and the gateway. */
export async function startMultipartStand(): Promise<MultipartStand> {
  const stack = new AsyncDisposableStack()
  const bucket = 'uploads'
  const partSize = 5 * 1024 ** 2
  const content = new Uint8Array(randomBytes(2 * partSize + 1234))
  const ceph = stack.use(await startCeph())
  await ceph.createBucket(bucket)
  const { path: dataDir } = stack.use(makeTempDir())
  const { id: credentialId } = await storeCredential('ceph', { dataDir }, describeStore(ceph))
  const gateway = stack.use(await startComposedGateway({ dataDir, env: { SIGNPOST_CHANGE_RATE_LIMIT: 'off' } }))
  const signer = { url: gateway.url, token: await createToken({ dataDir }) }
  const client = createMultipartClient(signer, await readHold(gateway.url))
  const slice = ({ partNumber }: SignedPart) => content.slice((partNumber - 1) * partSize, partNumber * partSize)
  return {
    ...{ ceph, gateway, client, dataDir, credentialId, bucket, partSize, content, slice },
    begin: async (key, params = {}) =>
      dataOf(await client.begin({ bucket, key_name: key, part_size: partSize, ...params })),
    async send(...parts) {
      for (const part of parts) {
        assert.ok(part !== undefined)
        assert.equal((await sendPart(part, slice(part))).status, 200)
      }
    },
    async download(key) {
      const response = await fetch(signForCeph(ceph.endpoint, cephUsers.alice, { method: 'GET', bucket, key }))
      assert.equal(response.status, 200)
      return { headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) }
    },
    async countOpen() {
      const request = { method: 'GET', bucket, query: { uploads: '' } } as const
      const response = await fetch(signForCeph(ceph.endpoint, cephUsers.alice, request))
      return (await response.text()).split('<Upload>').length - 1
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}
