import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createPresigner } from '@signpost/presign'
import type { Credential } from '../../src/core/model.ts'
import type { S3Target } from '../../src/s3/s3-caller.ts'

/** An S3 server on a real socket that answers by a test's script. */
export interface ScriptedS3 {
  /** Origin, `http://127.0.0.1:PORT`. */
  readonly endpoint: string
  /** The requests so far: method and request target. */
  readonly requests: string[]
  /** Changes the script. */
  answerWith(script: Script): void
  close(): Promise<void>
}

/** Answers one request. */
export type Script = (request: IncomingMessage, response: ServerResponse) => void

/** Starts a scripted S3 server on a free loopback port. */
export async function startScriptedS3(script: Script): Promise<ScriptedS3> {
  let current = script
  const requests: string[] = []
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`)
    current(request, response)
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    answerWith(next) {
      current = next
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** A script that answers with an S3 error document. */
export function answerError(status: number, code: string, headers: Record<string, string> = {}, extra = ''): Script {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/xml', ...headers })
    response.end(
      `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>m</Message>${extra}</Error>`,
    )
  }
}

/** A script that answers with a listing, and with success for everything else. */
export function answerListing(headers: Record<string, string> = {}): Script {
  return (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/xml', ...headers })
    response.end('<ListBucketResult><Name>b</Name></ListBucketResult>')
  }
}

/** A script that holds back its answers until `release` is called. Afterwards it answers the waiting requests and all later ones. */
export function holdBack(script: Script): { readonly script: Script; release(): void } {
  const released = Promise.withResolvers<void>()
  return {
    script: (request, response) => void released.promise.then(() => script(request, response)),
    release: () => released.resolve(),
  }
}

/** A script for a store that has every bucket, object and multipart upload, and accepts every request. */
export function answerAnything(): Script {
  return (request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'http://s3.invalid')
    const text = chooseDocument(request.method, searchParams)
    // The length is explicit, because HEAD needs it without a body.
    response.writeHead(200, { 'content-type': 'application/xml', 'content-length': text.length }).end(text)
  }
}

function chooseDocument(method: string | undefined, query: URLSearchParams): string {
  if (query.has('uploads') && method === 'POST') {
    return '<InitiateMultipartUploadResult><UploadId>2~a</UploadId></InitiateMultipartUploadResult>'
  }
  if (!query.has('uploadId')) return '<ListBucketResult><Name>b</Name></ListBucketResult>'
  if (method === 'POST') return '<CompleteMultipartUploadResult><ETag>"a-1"</ETag></CompleteMultipartUploadResult>'
  const part = '<Part><PartNumber>1</PartNumber><ETag>"a"</ETag><Size>1</Size></Part>'
  return `<ListPartsResult>${part}</ListPartsResult>`
}

/** A target as the vault returns it. */
export function createTarget(endpoint: string, changes: Partial<Credential> = {}): S3Target {
  const credential: Credential = {
    id: 'cred_1',
    accountId: 'acc_1',
    name: 'test',
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    sealedSecret: 'v1.first',
    region: 'us-east-1',
    preset: 'other',
    endpoint,
    signatureVersion: 'v4',
    bucketPatterns: [],
    isDefault: true,
    isSandbox: false,
    createdAt: 0,
    ...changes,
  }
  const presigner = createPresigner({
    credentials: { accessKeyId: credential.accessKeyId, secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' },
    region: credential.region,
    endpoint,
    ...(credential.aclPlacement === undefined ? {} : { aclPlacement: credential.aclPlacement }),
  })
  return { credential, probePresigner: () => presigner }
}
