import { hash } from 'node:crypto'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { createPresigner, type Presigner } from '@signpost/presign'
import { exampleKeys, exampleRegion } from '../../gateway/example-credential.ts'
import { announcePort } from '../../servers/announce-port.ts'
import type { BatchBody } from '../batch-body.ts'

// *essential* for a batch: bare node:http that hashes the token, looks it up in a Map, parses the JSON, signs, and sends the
// same fields as Signpost. No validation, no scope, no limit, no log, no audit event, no header.

const presigners = new Map<string, Presigner>([
  [
    hash('sha256', process.env.BENCH_TOKEN ?? '', 'hex'),
    createPresigner({ credentials: exampleKeys, region: exampleRegion }),
  ],
])

const server = createServer(async (request, response) => {
  const token = new URLSearchParams((request.url ?? '').split('?')[1]).get('api_token') ?? ''
  const presigner = presigners.get(hash('sha256', token, 'hex'))
  if (presigner === undefined) {
    response.writeHead(401).end()
    return
  }
  const { defaults, requests } = JSON.parse(await text(request)) as BatchBody
  const { bucket, expires_in: expiresInSeconds } = defaults
  const signedAt = Date.now()
  const results = requests.map(({ key_name: key }) => {
    const { url, expiresAt } = presigner.presign({ method: 'GET', bucket, key, expiresInSeconds, signedAt })
    return { signedUrl: url, expiresAt: new Date(expiresAt).toISOString(), bucket, key, method: 'GET', headers: {} }
  })
  const body = JSON.stringify({ data: { results, signed: results.length, refused: 0 } })
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
  response.end(body)
})
await announcePort(server)
