import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import { createProgress } from './progress.ts'

function collect(options: { readonly isJson: boolean; readonly isTTY: boolean }) {
  let time = 0
  let written = ''
  const lines: string[] = []
  const stream = Object.assign(new PassThrough(), { isTTY: options.isTTY, columns: 80, cursorTo() {}, clearLine() {} })
  stream.on('data', (chunk) => {
    written += chunk
  })
  const progress = createProgress({
    stream,
    isJson: options.isJson,
    now: () => time,
    writeLine: (text) => lines.push(text),
  })
  const pass = (ms: number) => {
    time += ms
  }
  return { progress, lines, pass, written: () => written }
}

test('without a terminal there is a line with the counts every 2 s, and none before', () => {
  const { progress, lines, pass } = collect({ isJson: false, isTTY: false })

  for (let done = 1; done <= 50; done++) {
    pass(100)
    progress.report(done, 50, `Moved ${done} of 50 rows`)
  }

  assert.deepEqual(lines, ['Moved 20 of 50 rows', 'Moved 40 of 50 rows'])
})

test('with --json each line is a JSON value, even on a terminal', () => {
  const { progress, lines, pass, written } = collect({ isJson: true, isTTY: true })
  pass(2000)

  progress.report(1, 2, 'Moved "1"')

  assert.deepEqual(JSON.parse(lines.join('')), { progress: { done: 1, total: 2, message: 'Moved "1"' } })
  assert.equal(written(), '')
})

test('a terminal shows a bar, which is removed before anything else is written', async () => {
  const { progress, lines, written } = collect({ isJson: false, isTTY: true })

  progress.report(1, 4, 'Copied 1 of 4 MB')
  while (!written().includes('25%')) await new Promise(setImmediate)
  progress.clear()

  assert.match(written(), /█+░+ 25% {2}Copied 1 of 4 MB/)
  assert.deepEqual(lines, [])
})
