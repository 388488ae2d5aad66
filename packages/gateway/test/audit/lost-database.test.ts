import assert from 'node:assert/strict'
import { cpSync, existsSync, renameSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { sqliteFileName } from '../../src/database/open-sqlite-database.ts'
import { beRefused, sign } from '../samples/sign.ts'
import { createToken, storeCredential } from '../samples/store-credential.ts'
import { startGateway } from '../servers/gateway-process.ts'
import { readSignpost } from '../servers/run-signpost.ts'
import { makeTempDir } from '../servers/temp-dir.ts'
import { waitUntil } from '../servers/wait-until.ts'

const request = { bucket: 'one-bucket', key_name: 'files/a.txt' }

/** Longer than the interval at which the gateway checks the file. */
const noticeMs = 600

/** One way in which a running gateway loses its database file. `undo` brings the same file back. */
interface Loss {
  readonly what: string
  bring(dataDir: string): Promise<void>
  readonly undo?: (dataDir: string) => void
}

const losses: readonly Loss[] = [
  {
    what: 'the data directory is moved',
    bring: async (dataDir) => renameSync(dataDir, `${dataDir}-moved`),
    undo: (dataDir) => renameSync(`${dataDir}-moved`, dataDir),
  },
  {
    what: 'the file is deleted',
    bring: async (dataDir) => unlinkSync(join(dataDir, sqliteFileName)),
  },
  {
    what: 'a backup is moved over the file',
    async bring(dataDir) {
      const backup = join(dataDir, 'backup')
      await readSignpost(['backup', backup], { dataDir })
      renameSync(backup, join(dataDir, sqliteFileName))
    },
  },
  {
    what: 'the WAL is deleted',
    bring: async (dataDir) => unlinkSync(join(dataDir, `${sqliteFileName}-wal`)),
  },
]

const dir = makeTempDir()
after(() => dir[Symbol.dispose]())
const template = join(dir.path, 'template')
await storeCredential('one', { dataDir: template })
const token = await createToken({ dataDir: template })
let made = 0

for (const { what, bring, undo } of losses) {
  for (const durability of ['committed', 'buffered'] as const) {
    test(`${what} under a gateway with a ${durability} audit log: no URL is handed out`, async () => {
      const dataDir = join(dir.path, String(made++))
      cpSync(template, dataDir, { recursive: true })
      const env = {
        SIGNPOST_BUCKET_CHECK: 'off',
        SIGNPOST_AUDIT_DURABILITY: durability,
        // Even the grace period for outages does not apply: a lost file does not come back on its own.
        SIGNPOST_DATABASE_GRACE_SECONDS: '60',
      }
      const gateway = await startGateway({ dataDir, env })
      // SIGKILL, because on SIGTERM the gateway would spend its last seconds trying to write its buffer.
      await using _ = { [Symbol.asyncDispose]: () => gateway.stop('SIGKILL').then(() => {}) }
      const signer = { url: gateway.report.url, token }
      await sign(signer, request)
      const isReady = async () => (await fetch(`${signer.url}/readyz`)).status === 200

      await bring(dataDir)

      // A committed log fails at once; a buffered log may still accept an event until the next check.
      if (durability === 'committed') assert.equal((await beRefused(signer, request)).status, 503)
      await sleep(noticeMs)
      assert.equal((await beRefused(signer, request)).status, 503)
      assert.equal(await isReady(), false)
      if (what === 'the file is deleted')
        assert.equal(existsSync(join(dataDir, sqliteFileName)), false, 'the gateway creates no new file')
      if (undo === undefined) return

      undo(dataDir)
      await sleep(noticeMs)
      await sign(signer, { ...request, key_name: 'files/b.txt' })
      // A buffered log retries after a second.
      await waitUntil('the gateway is ready', isReady)
    })
  }
}
