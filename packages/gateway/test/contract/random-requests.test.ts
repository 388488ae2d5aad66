import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { test } from 'node:test'
import fc from 'fast-check'
import { errorTable } from '../../src/core/error-table.ts'
import { createArbitraryRequest } from '../samples/arbitrary-request.ts'
import { sign } from '../samples/sign.ts'
import { startGateway } from '../servers/gateway-process.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

const requestCount = 6000
const connectionCount = 24

/** Paths whose answers are pages or documents, not the API's JSON. */
const pageTypes = /^(text\/(html|plain|markdown|javascript)|application\/(openapi\+json|javascript)|image\/)/

test('random and mutated requests: never a 500, always JSON of the documented shape, and the process lives on', async () => {
  using dir = makeTempDir()
  await using gateway = await startGateway({
    dataDir: dir.path,
    args: ['--sandbox'],
    env: { SIGNPOST_RATE_LIMIT: 'off', SIGNPOST_BAD_TOKEN_RATE_LIMIT: 'off', SIGNPOST_LOG_LEVEL: 'error' },
  })
  const { url, sandbox } = gateway.report
  const token = sandbox?.token ?? ''
  const seed = Date.now()
  const requests = fc.sample(createArbitraryRequest(token), { seed, numRuns: requestCount })
  const statuses = new Map<number, number>()
  let next = 0
  async function work(): Promise<void> {
    for (let request = requests[next++]; request !== undefined; request = requests[next++]) {
      const status = checkAnswers(await send(url, request), request, seed)
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
    }
  }
  await Promise.all(Array.from({ length: connectionCount }, work))

  // The generator is worth something only if it reaches all of these.
  for (const status of [200, 400, 401, 404, 405]) {
    assert.ok((statuses.get(status) ?? 0) > 20, `few answers with ${status}: ${JSON.stringify([...statuses])}`)
  }
  assert.equal((await fetch(`${url}/readyz`)).status, 200)
  await sign({ url, token }, { bucket: 'my-bucket', key_name: 'a.txt' })
  assert.doesNotMatch(gateway.logs(), /"level":[56]0/, 'an error was logged')
})

/** How long an unfinished request waits for its answer before the client hangs up. */
const patienceMs = 400

/** Sends bytes and reads to the end. */
function send(url: string, request: string): Promise<Buffer> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    const socket = connect(Number(port), hostname, () => socket.write(request, 'latin1'))
    // What a mutation left unfinished, the server would wait for.
    const timer = setTimeout(() => socket.end(), patienceMs)
    socket.on('data', (chunk) => chunks.push(chunk))
    // A server that closes before it has read all the rest resets the connection: what it answered counts.
    socket.on('error', () => {})
    socket.on('close', () => {
      clearTimeout(timer)
      resolve(Buffer.concat(chunks))
    })
  })
}

/** @returns the status of the first answer, 0 when there was none */
function checkAnswers(bytes: Buffer, request: string, seed: number): number {
  const about = `seed ${seed}: ${JSON.stringify(request.slice(0, 600))} → ${bytes.toString('utf8', 0, 600)}`
  if (bytes.length === 0) return 0
  const text = bytes.toString('utf8')
  const answer = text.replace(/^HTTP\/1\.1 100 Continue\r\n\r\n/, '')
  if (answer === '') return 0
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1])
  assert.ok(status >= 200 && status < 500, about)
  const split = answer.indexOf('\r\n\r\n')
  const head = answer.slice(0, split).toLowerCase()
  // A body that a mutation cut loose is read as a second request, and answered as well.
  const length = Number(/\r\ncontent-length: (\d+)/.exec(head)?.[1] ?? 0)
  const body = Buffer.from(answer.slice(split + 4)).toString('utf8', 0, length)
  const type = /\r\ncontent-type: ([^\r]*)/.exec(head)?.[1] ?? ''
  if (body === '' || status === 204 || status === 304 || pageTypes.test(type)) return status
  assert.match(type, /^application\/json/, about)
  const json = JSON.parse(body) as {
    error?: { code: string; status: number; message: string; requestId: string; docs: string }
  }
  if (status < 400) {
    assert.equal(json.error, undefined, about)
    return status
  }
  const { error } = json
  assert.ok(error !== undefined && error.code in errorTable, about)
  assert.equal(error.status, status, about)
  assert.equal(errorTable[error.code as keyof typeof errorTable].status, status, about)
  assert.ok(error.message.length > 0 && error.requestId.length > 0 && error.docs.includes(`#${error.code}`), about)
  return status
}
