import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readServerSentEvents } from './server-sent-events.ts'

test('reads the data of each event, whatever else is in the stream', () => {
  const stream = ': keep-alive\n\nevent: message\nid: 1\ndata: {"a":\ndata:1}\n\nretry: 5\r\n\r\ndata: b\r\n\r\n'
  assert.deepEqual(readServerSentEvents(stream), ['{"a":\n1}', 'b'])
  assert.deepEqual(readServerSentEvents(''), [])
})
