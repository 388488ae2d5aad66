import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto'
import { SignatureV4 } from '@smithy/signature-v4'
import { bucket, type Contestant, encodePath, expiresInSeconds, host, region } from '../contestant.ts'

/** The signer below the AWS SDK, without the SDK: one for each credential, hashing with `node:crypto`. */
export const smithy: Contestant = {
  name: '@smithy/signature-v4',
  connect(credentials) {
    const signer = new SignatureV4({
      service: 's3',
      region,
      credentials,
      sha256: NodeSha256,
      uriEscapePath: false,
      applyChecksum: false,
    })
    return async ({ method, key, acl }, at) => {
      const signed = await signer.presign(
        {
          method,
          protocol: 'https:',
          hostname: host,
          path: encodePath(key),
          query: acl === undefined ? {} : { 'x-amz-acl': acl },
          headers: { host, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' },
        },
        { expiresIn: expiresInSeconds, signingDate: at, signingRegion: region, signingService: 's3' },
      )
      return formatUrl(signed.path, signed.query ?? {})
    }
  },
}

/** The hash in the form that the signer expects. */
class NodeSha256 {
  readonly #secret: Parameters<typeof createHmac>[1] | undefined
  #hash: Hash | Hmac

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#secret = secret === undefined ? undefined : toBytes(secret)
    this.#hash = this.#start()
  }

  #start(): Hash | Hmac {
    return this.#secret === undefined ? createHash('sha256') : createHmac('sha256', this.#secret)
  }

  reset(): void {
    this.#hash = this.#start()
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(toBytes(data))
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest()
  }
}

function toBytes(data: string | ArrayBuffer | ArrayBufferView): string | Uint8Array {
  if (typeof data === 'string') return data
  return ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data)
}

function formatUrl(path: string, query: Record<string, string | string[] | null>): string {
  const parts = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`)
  return `https://${bucket}.s3.${region}.amazonaws.com${path}?${parts.join('&')}`
}
