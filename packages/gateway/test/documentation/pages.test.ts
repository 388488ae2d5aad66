import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { skipWithout } from '../../../../scripts/test-requirements.ts'
import { type PageBlock, readPage } from '../samples/read-page.ts'
import { type AwsStandIn, startAwsStandIn } from '../servers/aws-stand-in.ts'
import { skipWithoutCeph } from '../servers/ceph-server.ts'
import { checkScripts } from '../servers/check-scripts.ts'
import { type PagePreparer, startPagePreparer } from '../servers/page-preparer.ts'
import { type PostgresServer, startPostgres } from '../servers/postgres-server.ts'
import { type RedisServer, startRedis } from '../servers/redis-server.ts'
import { runPage } from '../servers/run-page.ts'
import { repositoryRoot } from '../servers/shell-blocks.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

const skip =
  skipWithoutCeph ||
  skipWithout('curl') ||
  skipWithout('jq') ||
  skipWithout('openssl') ||
  skipWithout('postgresql') ||
  skipWithout('redis-server') ||
  skipWithout('promtool') ||
  skipWithout('caddy')

const pages = globSync(['README.md', '{bench,deploy,fault,packages/*}/README.md', 'docs/*.md'], {
  cwd: repositoryRoot,
}).map((name) => {
  const blocks = readPage(readFileSync(join(repositoryRoot, name), 'utf8'))
  return { name, blocks: blocks.map((block) => ({ ...block, place: `${name}:${block.line}`, kind: sort(block) })) }
})
const listBlocks = (...kinds: string[]) =>
  pages.flatMap(({ blocks }) => blocks).filter(({ kind }) => kinds.includes(kind))

/** How a block is tested. */
function sort({ language, marks, isBelowCommands }: PageBlock): string {
  if (marks['not run'] !== undefined) return 'not run'
  if (marks['run by'] !== undefined) return 'run by'
  if (marks.check !== undefined) return 'checked'
  if (language === 'sh') return 'run'
  if (language === 'ts' || language === 'js') return 'script'
  const isOutput = ['json', 'text'].includes(language) && (isBelowCommands || marks.given !== undefined)
  return isOutput ? 'compared' : 'nothing'
}

test('every block of the documentation is run, compared, checked or marked', (t) => {
  const all = Map.groupBy(listBlocks('run', 'compared', 'checked', 'script', 'run by', 'not run'), ({ kind }) => kind)
  t.diagnostic([...all].map(([kind, blocks]) => `${kind}: ${blocks.length}`).join(', '))
  assert.deepEqual(
    listBlocks('nothing').map(({ place, language }) => `${place} (${language})`),
    [],
    'these blocks need a mark, see CONTRIBUTING.md',
  )
})

test('the test named by a `run by` mark exists and names the page', () => {
  for (const { place, marks } of listBlocks('run by')) {
    const file = join(repositoryRoot, marks['run by'] ?? '')
    const [page = ''] = place.split(':')
    assert.ok(existsSync(file), `${place}: ${file} does not exist`)
    assert.ok(readFileSync(file, 'utf8').includes(page), `${place}: ${file} does not name ${page}`)
  }
})

test('the scripts of the documentation pass the type check, and those that need nothing else run', async () => {
  using dir = makeTempDir()
  assert.deepEqual(await checkScripts(listBlocks('script'), dir.path), [])
})

describe('the commands of the documentation work, and print the output that it shows', { skip, concurrency: 2 }, () => {
  const stack = new AsyncDisposableStack()
  let start: Promise<readonly [AwsStandIn, PostgresServer, RedisServer, PagePreparer]>
  before(async () => {
    const starting = [startAwsStandIn(), startPostgres(), startRedis(), startPagePreparer()] as const
    start = Promise.all(starting)
    // If one server fails to start, the others must still be stopped; otherwise this file would not end.
    for (const started of await Promise.allSettled(starting)) {
      if (started.status === 'fulfilled') stack.use(started.value)
    }
    await start
  })
  after(() => stack.disposeAsync())

  for (const { name, blocks } of pages) {
    const own = blocks.filter(({ kind }) => ['run', 'compared', 'checked'].includes(kind))
    if (own.length === 0) continue
    test(name, async () => {
      using dir = makeTempDir()
      const [aws, postgres, redis, preparer] = await start
      const servers = { POSTGRES_URL: await postgres.createDatabase(), REDIS_URL: redis.url, PREPARER: preparer.url }
      await runPage(name, own, dir.path, { ...aws.env, ...servers })
    })
  }
})
