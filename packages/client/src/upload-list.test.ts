import assert from 'node:assert/strict'
import { once } from 'node:events'
import { describe, test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import type { Upload, UploadOptions } from './upload.ts'
import { createUploadList, type ListedUpload } from './upload-list.ts'

/** An upload that the test completes. */
interface Started {
  readonly name: string
  readonly options: UploadOptions
  isAborted: boolean
  isPaused: boolean
  finish(): void
  fail(error: Error): void
}

function createList() {
  const started: Started[] = []
  const list = createUploadList((data, options) => {
    const { promise, resolve, reject } = Promise.withResolvers<{ bucket: string; key: string; size: number }>()
    const { name, size } = data as File
    const one: Started = {
      ...{ name, options, isAborted: false, isPaused: false, fail: reject },
      finish: () => resolve({ bucket: options.bucket, key: options.key, size }),
    }
    started.push(one)
    const abort = () => {
      one.isAborted = true
      reject(new Error('aborted'))
    }
    const setPaused = (isPaused: boolean) => () => {
      one.isPaused = isPaused
    }
    return Object.assign(promise, { pause: setPaused(true), resume: setPaused(false), abort }) as Upload
  })
  return { list, started, listStates: () => list.uploads.map(({ state }) => state) }
}

const file = (name: string, bytes = 10) => new File([new Uint8Array(bytes)], name)
const options = (key: string) => ({ bucket: 'my-bucket', key })
const mebi = 1024 ** 2

describe('a list of uploads', () => {
  test('starts three large files at a time, and the next one when one has finished', async () => {
    const { list, started, listStates } = createList()
    for (const name of ['a', 'b', 'c', 'd']) list.add(file(name, 5 * mebi), options(name))
    await turn()

    assert.deepEqual(listStates(), ['uploading', 'uploading', 'uploading', 'waiting'])
    started[1]?.finish()
    await turn()
    assert.deepEqual(listStates(), ['uploading', 'done', 'uploading', 'uploading'])
    assert.equal(list.uploads[1]?.sentBytes, 5 * mebi)
  })

  test('starts twenty small ones in one tick', async () => {
    const { list, started } = createList()
    for (let number = 1; number <= 25; number++) list.add(file(`${number}`), options(`${number}`))
    await Promise.resolve()

    assert.equal(started.length, 20)
  })

  test('reports each change with new objects, and keeps the others unchanged', async () => {
    const { list, started } = createList()
    const [first, second] = ['a', 'b'].map((name) => list.add(file(name), options(name)))
    await turn()
    const seen: (readonly ListedUpload[])[] = []
    const stop = list.subscribe(() => seen.push(list.uploads))
    const before = list.uploads

    started[0]?.options.onProgress?.({ sentBytes: 4, totalBytes: 10 })
    stop()
    started[0]?.options.onProgress?.({ sentBytes: 5, totalBytes: 10 })

    assert.equal(seen.length, 1)
    assert.deepEqual([seen[0]?.[0]?.id, seen[0]?.[0]?.sentBytes, seen[0]?.[1]], [first?.id, 4, before[1]])
    assert.equal(before[0]?.sentBytes, 0)
    assert.equal(second?.id, before[1]?.id)
  })

  test('cancels, retries, and ignores later reports of a cancelled upload', async () => {
    const { list, started, listStates } = createList()
    const { id } = list.add(file('a'), options('a'))
    await turn()
    list.cancel(id)
    started[0]?.options.onProgress?.({ sentBytes: 9, totalBytes: 10 })
    await turn()

    assert.ok(started[0]?.isAborted)
    assert.deepEqual([listStates(), list.uploads[0]?.sentBytes], [['cancelled'], 0])
    list.retry(id)
    started[1]?.fail(new Error('The store said no.'))
    await turn()
    assert.deepEqual([listStates(), String(list.uploads[0]?.error)], [['failed'], 'Error: The store said no.'])
    list.retry(id)
    assert.equal(list.uploads[0]?.error, undefined)
    started[2]?.finish()
    await turn()
    assert.deepEqual(listStates(), ['done'])
    list.retry(id)
    list.cancel(id)
    assert.deepEqual([listStates(), started.length], [['done'], 3])
  })

  test('a file that is cancelled while it waits never starts; removing a file makes room', async () => {
    const { list, started } = createList()
    const [first, , , fourth] = ['a', 'b', 'c', 'd', 'e'].map((name) => list.add(file(name, 5 * mebi), options(name)))
    await turn()
    list.cancel(fourth?.id ?? '')
    list.remove(first?.id ?? '')
    await turn()

    assert.ok(started[0]?.isAborted)
    assert.deepEqual(
      started.map(({ name }) => name),
      ['a', 'b', 'c', 'e'],
    )
    assert.deepEqual(
      list.uploads.map(({ key, state }) => [key, state]),
      [
        ['b', 'uploading'],
        ['c', 'uploading'],
        ['d', 'cancelled'],
        ['e', 'uploading'],
      ],
    )
  })

  test('a pause holds running and waiting uploads', async () => {
    const { list, started, listStates } = createList()
    list.add(file('a'), options('a'))
    await turn()
    list.pause()
    list.add(file('b'), options('b'))
    await turn()

    assert.deepEqual([started.map(({ isPaused }) => isPaused), listStates()], [[true], ['uploading', 'waiting']])
    list.resume()
    assert.deepEqual(
      [started.map(({ isPaused }) => isPaused), listStates()],
      [
        [false, false],
        ['uploading', 'uploading'],
      ],
    )
  })

  test('a listener that throws does not stop the next file', async () => {
    const { list, started, listStates } = createList()
    for (const name of ['a', 'b', 'c', 'd']) list.add(file(name, 5 * mebi), options(name))
    await turn()
    let mistakes = 0
    list.subscribe(() => {
      if (listStates().includes('done') && mistakes++ === 0) throw new Error('a mistake of the page')
    })
    // The test runner's own listeners would treat it as a failure of the test.
    const own = process.rawListeners('unhandledRejection') as (() => void)[]
    process.removeAllListeners('unhandledRejection')
    const told = once(process, 'unhandledRejection')
    started[0]?.finish()
    const [{ message }] = await told
    await turn()
    for (const listener of own) process.on('unhandledRejection', listener)

    assert.equal(message, 'a mistake of the page')
    assert.deepEqual(
      started.map(({ name }) => name),
      ['a', 'b', 'c', 'd'],
    )
  })

  test('an upload that cannot be started has failed', async () => {
    const list = createUploadList(() => {
      throw new Error('`bucket` is missing.')
    })
    for (const name of ['a', 'b', 'c', 'd']) list.add(file(name, 5 * mebi), options(name))
    await turn()

    assert.deepEqual(
      list.uploads.map(({ state, error }) => `${state}: ${error?.message}`),
      Array(4).fill('failed: `bucket` is missing.'),
    )
  })

  test('accepts files that were uploaded before', () => {
    const { list } = createList()
    list.addDone(file('a', 0), { bucket: 'my-bucket', key: '1-a', size: 7 })

    const [listed] = list.uploads
    assert.deepEqual([listed?.state, listed?.key, listed?.sentBytes, listed?.result?.size], ['done', '1-a', 7, 7])
  })
})
