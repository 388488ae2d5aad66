import { S3Client } from '@aws-sdk/client-s3'
import { createPresigner, type Presigner, type PresignRequest } from '@signpost/presign'
import { startS3Server } from '../../src/sandbox/s3-server.ts'
import { firstKeyPair, s3KeyPairs } from '../samples/s3-key-pairs.ts'
import { makeTempDir } from './temp-dir.ts'

/** The sandbox's S3 server without a gateway, with clients for it. */
export interface SandboxServer extends AsyncDisposable {
  readonly endpoint: string
  /** The folder of its files. */
  readonly directory: string
  readonly presigner: Presigner
  /** AWS's own client, for signing. */
  readonly aws: S3Client
  /** Signs a request for an object of `my-bucket` with our presigner, and sends it. */
  send(request: SandboxRequest): Promise<Response>
}

/** A request for an object of `my-bucket`. `headers` are signed; the headers in `unsigned` are not. */
export type SandboxRequest = Pick<PresignRequest, 'method' | 'key' | 'query' | 'headers'> & {
  readonly body?: string | Uint8Array<ArrayBuffer>
  readonly unsigned?: Readonly<Record<string, string>>
}

/** Starts the server on a free port. */
export async function startSandboxServer(): Promise<SandboxServer> {
  const dir = makeTempDir()
  const { endpoint, close } = await startS3Server({ directory: dir.path, port: 0, keyPairs: s3KeyPairs })
  const presigner = createPresigner({ credentials: firstKeyPair, region: 'us-east-1', endpoint })
  const aws = new S3Client({
    credentials: firstKeyPair,
    region: 'us-east-1',
    endpoint,
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
  })
  return {
    endpoint,
    directory: dir.path,
    presigner,
    aws,
    send({ body, unsigned, ...request }) {
      const place = { bucket: 'my-bucket', expiresInSeconds: 60, signedAt: Date.now() }
      const { url, headers } = presigner.presign({ ...place, ...request })
      return fetch(url, { method: request.method, headers: { ...headers, ...unsigned }, body: body ?? null })
    },
    async [Symbol.asyncDispose]() {
      aws.destroy()
      await close()
      dir[Symbol.dispose]()
    },
  }
}

/** Reads the status and the error code of S3's answer. */
export async function readS3Code(response: Response): Promise<string> {
  const [, code = ''] = /<Code>(\w+)<\/Code>/.exec(await response.text()) ?? []
  return `${response.status} ${code}`.trim()
}
