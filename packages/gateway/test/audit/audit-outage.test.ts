import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { listAuditEvents } from '../../src/admin/list-audit-events.ts'
import { sqliteFileName } from '../../src/database/open-sqlite-database.ts'
import { openSqliteFile } from '../../src/database/open-sqlite-file.ts'
import { administer } from '../samples/administer.ts'
import { beRefused, type Signer, sign } from '../samples/sign.ts'
import { createToken, storeAwsCredential } from '../samples/store-credential.ts'
import { type GatewayProcess, startGateway } from '../servers/gateway-process.ts'
import { makeTempDir } from '../servers/temp-dir.ts'
import { waitUntil } from '../servers/wait-until.ts'

const dir = makeTempDir()
after(() => dir[Symbol.dispose]())
let made = 0

const request = { bucket: 'my-bucket', key_name: 'files/a.txt' }

/** Linux can forbid one process to write files, as a full disk does to all processes. */
const skip = process.platform === 'linux' ? false : 'needs prlimit of Linux'

test('while the disk accepts no writes, no URL is handed out; afterwards the gateway signs again', {
  skip,
}, async () => {
  await using gateway = await startSigner()
  await sign(gateway, request)

  forbidWriting(gateway.process)
  const refusals = [
    await beRefused(gateway, request),
    await beRefused(gateway, { bucket: 'UPPER' }),
    await beRefused({ ...gateway, token: 'at_wrong' }, request),
  ]
  allowWriting(gateway.process)
  await sign(gateway, { ...request, key_name: 'files/b.txt' })

  assert.deepEqual(
    refusals.map(({ code, status }) => [code, status]),
    Array(3).fill(['audit_unavailable', 503]),
  )
  assert.deepEqual(await readKeys(gateway), ['files/b.txt', 'files/a.txt'])
  // A line of the log may come after the response.
  await waitUntil('the recovery is logged', () => gateway.process.logs().includes('the audit log can be written again'))
  const lines = gateway.process.logs()
  assert.equal(lines.split('the audit log cannot be written').length - 1, 1, lines)
})

test('while another process locks the database, the first request is refused after the time limit, the next ones sooner', async () => {
  await using gateway = await startSigner()
  await sign(gateway, request)
  const other = openSqliteFile(join(gateway.dataDir, sqliteFileName))
  other.exec('begin immediate')

  const askedAt = performance.now()
  const first = await beRefused(gateway, request)
  const askedAgainAt = performance.now()
  const second = await beRefused(gateway, request)
  const [firstMs, secondMs] = [askedAgainAt - askedAt, performance.now() - askedAgainAt]
  other.exec('commit')
  other.close()

  assert.deepEqual([first.code, second.code], ['audit_unavailable', 'audit_unavailable'])
  assert.ok(secondMs < firstMs / 2, `refused after ${firstMs} ms, then after ${secondMs} ms`)
  await waitUntil('the gateway signs again', () =>
    sign(gateway, request).then(
      () => true,
      () => false,
    ),
  )
})

test('with a buffered log, URLs are handed out while the disk accepts no writes, and their events are written later', {
  skip,
}, async () => {
  await using gateway = await startSigner({ SIGNPOST_AUDIT_DURABILITY: 'buffered' })
  forbidWriting(gateway.process)

  await sign(gateway, request)
  await waitUntil('the gateway has tried to write', () => gateway.process.logs().includes('cannot be written'))
  assert.deepEqual(await readKeys(gateway), [])
  allowWriting(gateway.process)

  await waitUntil('the event is written', async () => (await readKeys(gateway)).length === 1)
})

test('a buffered log is written completely when the gateway stops', async () => {
  await using gateway = await startSigner({ SIGNPOST_AUDIT_DURABILITY: 'buffered' })
  const keys = Array.from({ length: 50 }, (_, index) => `files/${index}`)
  await Promise.all(keys.map((key_name) => sign(gateway, { ...request, key_name })))

  assert.equal((await gateway.process.stop('SIGTERM')).code, 0)

  assert.deepEqual((await readKeys(gateway)).toSorted(), keys.toSorted())
})

interface SignerProcess extends Signer, AsyncDisposable {
  readonly dataDir: string
  readonly process: GatewayProcess
}

async function startSigner(env: Readonly<Record<string, string>> = {}): Promise<SignerProcess> {
  const dataDir = join(dir.path, String(made++))
  await storeAwsCredential({ dataDir })
  const token = await createToken({ dataDir })
  const gateway = await startGateway({ dataDir, env: { SIGNPOST_BUCKET_CHECK: 'off', ...env } })
  return {
    url: gateway.report.url,
    token,
    dataDir,
    process: gateway,
    [Symbol.asyncDispose]: () => gateway[Symbol.asyncDispose](),
  }
}

/** The keys in the audit log, newest first. */
async function readKeys({ dataDir }: SignerProcess): Promise<(string | null)[]> {
  const { events } = await administer({ dataDir }, (dependencies) => listAuditEvents.run({}, dependencies))
  return events.map(({ key }) => key)
}

function forbidWriting({ pid }: GatewayProcess): void {
  execFileSync('prlimit', ['--pid', String(pid), '--fsize=1:'])
}

function allowWriting({ pid }: GatewayProcess): void {
  execFileSync('prlimit', ['--pid', String(pid), '--fsize=unlimited:'])
}
