import { hash } from 'node:crypto'
import { createServer } from 'node:http'
import { parse } from 'node:querystring'
import { createPresigner, type Presigner } from '@signpost/presign'
import { announcePort } from '../../servers/announce-port.ts'
import { exampleKeys, exampleRegion } from '../example-credential.ts'
import { contentType } from './plain-answer.ts'

// *essential*: bare node:http with only the indispensable work. It parses the query, hashes the token, looks it up in
// a Map, signs, and concatenates the answer. No validation, no scope, no limit, no log, no audit event, no header.

const token = process.env.BENCH_TOKEN ?? ''
const presigners = new Map<string, Presigner>([
  [hash('sha256', token, 'hex'), createPresigner({ credentials: exampleKeys, region: exampleRegion })],
])

const server = createServer((request, response) => {
  const query = parse((request.url ?? '').slice((request.url ?? '').indexOf('?') + 1)) as Record<string, string>
  const presigner = presigners.get(hash('sha256', query.api_token ?? '', 'hex'))
  if (presigner === undefined) {
    response.writeHead(401).end()
    return
  }
  const { bucket = '', key_name: key = '', expires_in: seconds = '300' } = query
  const signed = presigner.presign({
    method: 'GET',
    bucket,
    key,
    expiresInSeconds: Number(seconds),
    signedAt: Date.now(),
  })
  const expiresAt = new Date(signed.expiresAt).toISOString().replace('.000Z', 'Z')
  const body = `{"data":{"signedUrl":"${signed.url}","expiresAt":"${expiresAt}","bucket":"${bucket}","key":"${key}","method":"GET","headers":{}}}`
  response.writeHead(200, { 'content-type': contentType, 'content-length': Buffer.byteLength(body) })
  response.end(body)
})
await announcePort(server)
