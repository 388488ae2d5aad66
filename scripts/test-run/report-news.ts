import { writeSync } from 'node:fs'
import { Readable } from 'node:stream'
import { spec, type TestEvent } from 'node:test/reporters'
import { newsDescriptor, type TestKind, type TestNews } from './test-news.ts'

/**
 * The reporter of one test file, for `--test-reporter`. It writes what `spec` writes, without the closing lines, and reports each
 * test to the runner at once. https://nodejs.org/docs/latest-v24.x/api/test.html#custom-reporters
 */
// biome-ignore lint/style/noDefaultExport: Node loads a reporter by it
export default async function* reportNews(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  // With this variable the runner asks for colours. The processes that tests start must not use colours.
  delete process.env.FORCE_COLOR
  yield* Readable.from(tellRunner(events)).compose(new spec()) as AsyncIterable<string>
}

async function* tellRunner(events: AsyncIterable<TestEvent>): AsyncGenerator<TestEvent> {
  for await (const event of events) {
    const news = toNews(event)
    // A stream could lose the last lines when the process ends.
    if (news !== undefined) writeSync(newsDescriptor, `${toLine(news)}\n`)
    if (!isClosingLine(event)) yield event
  }
}

function toNews({ type, data }: TestEvent): TestNews | undefined {
  switch (type) {
    case 'test:dequeue':
      return { event: 'begun', id: toId(data), name: data.name }
    case 'test:complete':
      return { event: 'ended', id: toId(data) }
    case 'test:pass':
    case 'test:fail':
      return { event: 'result', kind: toKind(type === 'test:pass', data), name: data.name }
    default:
      return undefined
  }
}

function toId({ file, line, column, name }: Data<'test:dequeue' | 'test:complete'>): string {
  return [file, line, column, name].join(':')
}

type Data<Type extends TestEvent['type']> = Extract<TestEvent, { type: Type }>['data']

/** Counts as `node:test` itself does. */
function toKind(passed: boolean, { details, skip, todo }: Data<'test:pass' | 'test:fail'>): TestKind {
  if (details.type === 'suite') return 'suites'
  if (skip !== undefined) return 'skipped'
  if (todo !== undefined) return 'todo'
  if (passed) return 'passed'
  const { failureType } = (details as { error?: { failureType?: string } }).error ?? {}
  return failureType === 'cancelledByParent' || failureType === 'testTimeoutFailure' ? 'cancelled' : 'failed'
}

function isClosingLine({ type, data }: TestEvent): boolean {
  const names = /^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) [\d.]+$/
  return type === 'test:diagnostic' && data.nesting === 0 && names.test(data.message)
}

/** Escapes two line separators of Unicode. JSON does not, and a reader of lines would end a line there. */
function toLine(news: object): string {
  return JSON.stringify(news).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')
}
