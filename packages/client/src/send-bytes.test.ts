import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stubEnvironment } from '../test/stub-environment.ts'
import type { PageRequest } from './environment.ts'
import { explainSilence } from './explain-silence.ts'
import { NoAnswer, sendBytes } from './send-bytes.ts'

const headers = { 'content-type': 'text/plain', 'content-length': '3', host: 'store.test' }
const request = { url: 'https://store.test/b/k?sig', method: 'PUT', headers, body: new Blob(['abc']) }

/** A page's request that the test controls. */
function stubPage(act: (page: PageRequest) => void) {
  const sent: Record<string, string> = {}
  const page = {
    ...{ status: 0, responseText: '', upload: { onprogress: null }, onload: null, onerror: null, isAborted: false },
    open() {},
    setRequestHeader(name: string, value: string) {
      sent[name] = value
    },
    getAllResponseHeaders: () => 'etag: "e"\r\ncontent-type: text/plain\r\n',
    send: () => act(page),
    abort() {
      page.isAborted = true
    },
  }
  const environment = { ...stubEnvironment(() => ({})), createPageRequest: () => page as PageRequest }
  return { page, sent, environment }
}

function watch() {
  const seen: number[] = []
  const stop = new AbortController()
  return { seen, stop, options: { signal: stop.signal, onSent: (bytes: number) => void seen.push(bytes) } }
}

test('a page sends the signed headers that it may set, and reports the sent bytes', async () => {
  const { sent, environment } = stubPage((page) => {
    page.upload.onprogress?.({ loaded: 2 })
    page.upload.onprogress?.({ loaded: 3 })
    page.status = 200
    page.onload?.()
  })
  const { seen, options } = watch()
  const answer = await sendBytes(request, options, environment)

  assert.deepEqual(sent, { 'content-type': 'text/plain' })
  assert.deepEqual(seen, [2, 3])
  assert.deepEqual([answer.status, answer.header('etag'), answer.header('x-other')], [200, '"e"', null])
})

test('a failure reports how much was sent, and a changed file is distinguished from it', async () => {
  const { environment } = stubPage((page) => {
    page.upload.onprogress?.({ loaded: 2 })
    page.onerror?.()
  })
  await assert.rejects(
    sendBytes(request, watch().options, environment),
    (error) => error instanceof NoAnswer && error.sentBytes === 2,
  )

  const gone = { slice: () => ({ arrayBuffer: () => Promise.reject(new Error('NotReadableError')) }), size: 3 }
  await assert.rejects(
    sendBytes({ ...request, body: gone as unknown as Blob }, watch().options, environment),
    (error: Error & { code?: string }) => error.code === 'file_unreadable',
  )
})

test('a stalled connection is closed; a signal aborts it immediately', async () => {
  const { page, environment } = stubPage((sending) => sending.upload.onprogress?.({ loaded: 1 }))
  const timers: (() => void)[] = []
  const setTimer = (callback: () => void) => {
    const index = timers.push(callback) - 1
    return () => {
      timers[index] = () => {}
    }
  }
  const stalled = sendBytes(request, watch().options, { ...environment, setTimer })
  for (const callback of timers) callback()
  await assert.rejects(stalled, NoAnswer)
  assert.equal(page.isAborted, true)

  const { stop, options } = watch()
  const stopped = sendBytes(request, options, { ...environment, setTimer })
  stop.abort(new Error('enough'))
  await assert.rejects(stopped, /enough/)
})

test('a page without an answer asks again without CORS; a partly sent body has passed CORS', async () => {
  const silence = { url: 'https://store.test/b/k?X-Amz-Signature=secret', side: 'store' } as const
  const stub = stubEnvironment(() => ({}))
  const page = { ...stub, createPageRequest: () => stubPage(() => {}).page as PageRequest }
  const cut = { ...page, fetch: () => Promise.reject(new TypeError('Failed to fetch')) }

  assert.equal((await explainSilence(silence, page)).code, 'bucket_cors')
  assert.equal(stub.requests[0]?.query.size, 0, 'the signature stays here')
  assert.equal((await explainSilence({ ...silence, side: 'gateway' }, page)).code, 'gateway_cors')
  for (const [environment, sentBytes] of [
    [cut, 0],
    [page, 1],
    [stub, 0],
    [{ ...page, isOnline: () => false }, 0],
  ] as const) {
    const error = await explainSilence({ ...silence, sentBytes }, environment)
    assert.deepEqual([error.code, error.canRetry], ['network_error', true])
    assert.doesNotMatch(error.message, /secret/)
  }
})
