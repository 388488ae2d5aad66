import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { after, test } from 'node:test'
import { auditFields } from '../../src/admin/audit-event-record.ts'
import type { AuditEntry } from '../../src/core/model.ts'
import { openSqliteDatabase } from '../../src/database/open-sqlite-database.ts'
import { type AuditOutputFields, fillAuditLog } from '../samples/filled-audit-log.ts'
import { sampleAuditEvent } from '../samples/samples.ts'
import { cleanEnvironment, readSignpost, runSignpost, signpostBin } from '../servers/run-signpost.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

const dir = makeTempDir()
after(() => dir[Symbol.dispose]())
const dataDir = dir.path
const { entries } = await fillAuditLog(dataDir)

test('an NDJSON export has every event with all its fields, oldest first', async () => {
  const { stdout } = await runSignpost(['audit', 'export', '--format', 'ndjson'], { dataDir })

  assert.deepEqual(
    stdout
      .trimEnd()
      .split('\n')
      .map((line) => toEntry(JSON.parse(line))),
    entries,
  )
})

test('a JSON export is one object with an array of events, which may be empty', async () => {
  const { events } = await readSignpost<{ events: AuditOutputFields[] }>(['audit', 'export'], { dataDir })

  assert.deepEqual(events.map(toEntry), entries)
  assert.deepEqual(await readSignpost(['audit', 'export', '--since', '1h'], { dataDir }), { events: [] })
})

test('a CSV export has every event, and no cell that a spreadsheet runs as a formula', async () => {
  const { stdout } = await runSignpost(['audit', 'export', '--format', 'csv'], { dataDir })

  const [head, ...rows] = parseCsv(stdout)
  assert.deepEqual(head, auditFields)
  assert.deepEqual(
    rows.map((cells) => cells[auditFields.indexOf('id')]),
    entries.map(({ id }) => String(id)),
  )
  const keys = rows.map((cells) => cells[auditFields.indexOf('key')])
  assert.deepEqual(keys.slice(0, 4), ['files/a.txt', `'=HYPERLINK("http://x","y")`, 'files/,"\\u{a}', ''])
})

test('audit export requires a format, and --outcome filters it', async () => {
  const refused = await runSignpost(['audit', 'export'], { dataDir })
  assert.equal(refused.code, 1)
  assert.match(refused.stderr, /--format/)

  const { stdout } = await runSignpost(['audit', 'export', '--format', 'ndjson', '--outcome', 'denied'], { dataDir })
  assert.equal(stdout.trimEnd().split('\n').length, 1)
})

test('when its reader closes the pipe early, the export ends without an error', async () => {
  using large = makeTempDir()
  const { accountId } = await fillAuditLog(large.path)
  const database = await openSqliteDatabase(large.path)
  for (let batch = 0; batch < 20; batch++) {
    await database.audit.append(
      Array.from({ length: 1000 }, () => [sampleAuditEvent({ accountId, key: 'k'.repeat(500) })]),
    )
  }
  await database.close()
  const args = [signpostBin, 'audit', 'export', '--format', 'csv', '--data-dir', large.path]
  const child = spawn(process.execPath, args, { env: cleanEnvironment(), stdio: ['ignore', 'pipe', 'pipe'] })
  let complaint = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text
  })

  await once(child.stdout, 'data')
  child.stdout.destroy()
  const [code] = await once(child, 'close')

  assert.equal(code, 0)
  assert.doesNotMatch(complaint, /signpost:|Error/)
})

/** Turns the output fields of an event back into its entry in the log. */
function toEntry(fields: AuditOutputFields): AuditEntry {
  const known = Object.entries(fields).filter(([name, value]) => value !== null && !(name === 'count' && value === 1))
  return { ...(Object.fromEntries(known) as unknown as AuditEntry), at: Date.parse(String(fields.at)) }
}

/** Parses CSV as in RFC 4180. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]]
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? '')
    if (end === '\r\n') rows.push([])
  }
  return rows.slice(0, -1)
}
