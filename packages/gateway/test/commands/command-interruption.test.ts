import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { addCredential } from '../../src/admin/add-credential.ts'
import { createToken } from '../../src/admin/create-token.ts'
import { Secret } from '../../src/core/secret.ts'
import { sqliteFileName } from '../../src/database/open-sqlite-database.ts'
import { openSqliteFile } from '../../src/database/open-sqlite-file.ts'
import { administer } from '../samples/administer.ts'
import { fillSqlite } from '../samples/audit-plans.ts'
import { millionCount } from '../samples/million-events.ts'
import { skipWithoutTerminal, startOnTerminal, type TerminalCommand } from '../servers/on-terminal.ts'
import { readSignpost, runSignpost } from '../servers/run-signpost.ts'
import { makeTempDir } from '../servers/temp-dir.ts'
import { waitUntil } from '../servers/wait-until.ts'

const ctrlC = '\x03'
const ctrlD = '\x04'
const credentialCount = 600
const eventCount = 100_000

const dir = makeTempDir()
after(() => dir[Symbol.dispose]())
const dataDir = join(dir.path, 'data')

before(async () => {
  const accountId = await administer({ dataDir }, async (dependencies) => {
    await createToken.run({ name: 'app' }, dependencies)
    const store = { accessKeyId: 'AKIDEXAMPLE', region: 'eu-central-1', unchecked: true }
    for (let number = 1; number <= credentialCount; number++) {
      const secretAccessKey = new Secret(`secret-${number}`)
      await addCredential.run({ ...store, name: `c${number}`, secretAccessKey }, dependencies)
    }
    return dependencies.accountId
  })
  const sqlite = openSqliteFile(join(dataDir, sqliteFileName))
  sqlite.exec('delete from audit_events; delete from audit_names')
  fillSqlite(sqlite, millionCount / eventCount)
  sqlite.prepare('update audit_names set name = ? where name = ?').run(accountId, 'acc_1')
  sqlite.close()
})

/** Presses Ctrl-C, or another key, as soon as `middle` returns true. @returns the output of the command */
async function interrupt(command: TerminalCommand, middle: () => boolean, key = ctrlC): Promise<string> {
  let hasEnded = false
  command.ended.then(() => {
    hasEnded = true
  })
  await waitUntil('the command is in its middle, or has ended', async () => hasEnded || middle())
  command.type(key)
  assert.equal(await command.ended, 130, command.said())
  assert.match(command.said(), /signpost: Interrupted\. /)
  return command.said()
}

const countEvents = () => {
  const sqlite = openSqliteFile(join(dataDir, sqliteFileName))
  const count = sqlite.prepare('select count(*) from audit_events').pluck().get()
  sqlite.close()
  return Number(count)
}

describe('Ctrl-C in the middle of', { skip: skipWithoutTerminal }, () => {
  test('an export ends it, says that it is incomplete, and leaves whole lines', async () => {
    const output = join(dir.path, 'export.ndjson')
    const command = startOnTerminal(['audit', 'export', '--format', 'ndjson'], { dataDir, output })

    const said = await interrupt(command, () => / Exported [\d,]+ events, up to /.test(command.said()))

    assert.match(said, /The export ended early, so it is incomplete/)
    const lines = readFileSync(output, 'utf8').trimEnd().split('\n')
    assert.ok(lines.length >= 1000 && lines.length < countEvents(), String(lines.length))
    for (const line of [lines[0], lines.at(-1)]) assert.ok(JSON.parse(line ?? '').id > 0)
  })

  test('a backup leaves no file, and the next backup succeeds', async () => {
    const file = join(dir.path, 'backup.db')
    const command = startOnTerminal(['backup', file], { dataDir })

    await interrupt(command, () => readdirSync(dir.path).some((name) => name.endsWith('.part')))

    assert.deepEqual(
      readdirSync(dir.path).filter((name) => name.startsWith('backup')),
      [],
    )
    await readSignpost(['backup', file], { dataDir })
    assert.ok(existsSync(file))
  })

  test('a rotation leaves every record readable, and the next rotation re-wraps the rest', async () => {
    const command = startOnTerminal(['vault', 'rotate', '--new-key'], { dataDir })

    await interrupt(command, () => / Re-wrapped \d+ of 600 records/.test(command.said()))

    const status = await readSignpost<{ keys: { role: string; records: number }[]; problems: unknown[] }>(
      ['vault', 'status'],
      { dataDir },
    )
    const [current, previous] = status.keys.map(({ records }) => records)
    assert.deepEqual([Number(current) + Number(previous), status.problems], [credentialCount, []])
    const { rewrapped } = await readSignpost<{ rewrapped: number }>(['vault', 'rotate'], { dataDir })
    assert.equal(rewrapped, previous)
  })

  test('a pruning leaves the remaining events, and the next pruning deletes them; the log records both', async () => {
    const command = startOnTerminal(['audit', 'prune', '--older-than', '2026-02-01', '--yes'], { dataDir })

    await interrupt(command, () => / Deleted [\d,]+ events/.test(command.said()))

    const left = countEvents()
    assert.ok(left > 0 && left < eventCount, String(left))
    const args = ['audit', 'prune', '--older-than', '1h', '--yes']
    const { requests } = await readSignpost<{ requests: number }>(args, { dataDir })
    assert.deepEqual([requests, countEvents()], [left, 0])
    const { events } = await readSignpost<{ events: { act: string }[] }>(
      ['audit', 'list', '--kind', 'administration', '--limit', '3'],
      { dataDir },
    )
    assert.deepEqual(
      events.map(({ act }) => act),
      ['prune_audit_log', 'prune_audit_log', 'rotate_vault'],
    )
  })
})

for (const [name, key] of Object.entries({ 'Ctrl-C': ctrlC, 'Ctrl-D': ctrlD })) {
  describe(`${name} at a question`, { skip: skipWithoutTerminal }, () => {
    test('for a confirmation changes nothing', async () => {
      const command = startOnTerminal(['credential', 'remove', 'c1'], { dataDir })

      const said = await interrupt(command, () => command.said().includes('Remove the credential c1?'), key)

      assert.match(said, /Interrupted\. Nothing was changed\./)
      assert.doesNotMatch(said, /Warning/)
      await readSignpost(['credential', 'show', 'c1'], { dataDir })
    })

    test('for a secret changes nothing', async () => {
      const args = ['credential', 'add', 'asked', '--access-key-id', 'AKIDEXAMPLE', '--unchecked']
      const command = startOnTerminal([...args, '--region', 'eu-central-1'], { dataDir })

      const said = await interrupt(command, () => command.said().includes('Secret access key'), key)

      assert.match(said, /Interrupted\. Nothing was changed\./)
      assert.doesNotMatch(said, /Warning/)
      const { code } = await runSignpost(['credential', 'show', 'asked'], { dataDir })
      assert.equal(code, 1)
    })
  })
}

test('without a terminal and --yes, audit prune deletes nothing and fails', async () => {
  const { code, stderr } = await runSignpost(['audit', 'prune', '--older-than', '90d'], { dataDir })
  assert.equal(code, 1)
  assert.match(
    stderr,
    /of every account, and those of administration, from before .*\? This cannot be undone\. Nothing was changed/,
  )
})
