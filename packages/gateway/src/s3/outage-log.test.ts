import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pino } from 'pino'
import { channels } from '../core/channels.ts'
import { startOutageLog } from './outage-log.ts'
import { S3Unreachable, type UnreachableOptions } from './s3-error.ts'
import type { UnreachableReason } from './unreachable-reason.ts'

test('logs why S3 could not be reached, with the address, once a minute for each store and reason', async () => {
  const lines: Record<string, unknown>[] = []
  let now = 0
  const end = startOutageLog(pino({}, { write: (line) => void lines.push(JSON.parse(line)) }), () => now)
  const ask = (origin: string, reason: UnreachableReason, options: UnreachableOptions = {}) =>
    channels.s3Request
      .tracePromise(() => Promise.reject(new S3Unreachable(reason, options)), { method: 'GET', origin })
      .catch(() => {})

  await ask('https://a.example', 'refused', { code: 'ECONNREFUSED', place: 'a.example:443, at 10.0.0.1:443' })
  now = 59_999
  await ask('https://a.example', 'refused')
  await ask('https://b.example', 'refused')
  await ask('https://a.example', 'host_not_found')
  now = 60_000
  await ask('https://a.example', 'refused')
  end()
  await ask('https://c.example', 'refused')

  assert.deepEqual(
    lines.map(({ store, reason }) => `${reason} ${store}`),
    [
      'refused https://a.example',
      'refused https://b.example',
      'host_not_found https://a.example',
      'refused https://a.example',
    ],
  )
  assert.equal(lines[0]?.msg, 'S3 cannot be reached: the connection was refused')
  assert.match(String(lines[0]?.detail), /^a\.example:443, at 10\.0\.0\.1:443, ECONNREFUSED\. Check the port/)
})
