import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parseMasterKey } from '../../packages/gateway/src/vault/master-key.ts'
import { makeTempDir } from '../../packages/gateway/test/servers/temp-dir.ts'
import { skipWithout } from '../../scripts/test-requirements.ts'
import { deployFolder } from './compose-file.ts'
import { readSettings } from './settings.ts'

const unit = readFileSync(join(deployFolder, 'signpost.service'), 'utf8')
const skip = skipWithout('systemd-analyze')

test('systemd reports no problem in the unit', { skip }, () => {
  using dir = makeTempDir()

  const { status, stdout, stderr } = spawnSync('systemd-analyze', ['verify', writeUnit(dir.path)], { encoding: 'utf8' })

  assert.equal(`${stdout}${stderr}`, '')
  assert.equal(status, 0)
})

test('systemd reports a mistake in the unit', { skip }, () => {
  using dir = makeTempDir()
  const file = writeUnit(dir.path, unit.replace('ProtectSystem=strict', 'ProtectSistem=strict'))

  assert.match(spawnSync('systemd-analyze', ['verify', file], { encoding: 'utf8' }).stderr, /ProtectSistem/)
})

test('the unit’s exposure is at most 1.5 of 10 by systemd’s own score', { skip }, () => {
  using dir = makeTempDir()
  const options = ['security', '--offline=true', '--threshold=15', '--no-pager']

  const { status, stdout } = spawnSync('systemd-analyze', [...options, writeUnit(dir.path)], { encoding: 'utf8' })

  assert.equal(status, 0, stdout)
})

test('the gateway accepts the settings of the unit', () => {
  using dir = makeTempDir()
  const key = join(dir.path, 'master-key')
  writeFileSync(key, `${Buffer.alloc(32, 7).toString('base64')}\n`)
  const pairs = listSettings('Environment').map((pair) => pair.replace('%d', dir.path).split('=') as [string, string])

  const config = readSettings(Object.fromEntries(pairs))

  assert.equal(config.dataDir, `/var/lib/${listSettings('StateDirectory')[0]}`)
  assert.deepEqual(parseMasterKey(config.masterKey ?? ''), Buffer.alloc(32, 7))
  assert.deepEqual(listSettings('LoadCredential'), ['master-key:/etc/signpost/master-key'])
})

test('systemd waits longer than a gateway drains', () => {
  assert.ok(Number(listSettings('TimeoutStopSec')[0]) > 10)
})

const isRoot = process.getuid?.() === 0

test('signpost-command.sh runs a command as the service’s user, with its settings and master key', {
  skip: !isRoot && 'only root may become another user',
}, () => {
  using dir = makeTempDir()
  const key = Buffer.alloc(32, 7)
  chmodSync(dir.path, 0o755)
  writeFileSync(join(dir.path, 'master-key'), key.toString('base64'), { mode: 0o400 })
  writeFileSync(
    join(dir.path, 'signpost.env'),
    '# Rates\nSIGNPOST_RATE_LIMIT=7/s:9\n\nSIGNPOST_CORS_ORIGINS=https://a.example, https://b.example',
  )
  const script = writeCommandScript(dir.path)

  const shown = execFileSync('sh', [script, '-c', 'id -u; pwd; env'], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH },
  })

  const [user, folder, ...lines] = shown.trim().split('\n')
  const env = Object.fromEntries(lines.map((line) => /^(\w+)=(.*)$/.exec(line)?.slice(1) ?? []))
  const config = readSettings(env)
  assert.deepEqual([user, folder], ['65534', dir.path])
  assert.equal(config.rateLimit, '7/s:9')
  assert.deepEqual(config.corsOrigins, ['https://a.example', 'https://b.example'])
  assert.equal(config.dataDir, '/var/lib/signpost')
  assert.deepEqual(parseMasterKey(config.masterKey ?? ''), key)
})

test('signpost-command.sh refuses to run without root', {
  skip: !isRoot && 'only root may become another user',
}, () => {
  using dir = makeTempDir()
  chmodSync(dir.path, 0o755)
  const script = writeCommandScript(dir.path)

  const { status, stderr } = spawnSync('sh', [script, 'token', 'list'], { encoding: 'utf8', uid: 65_534 })

  assert.equal(status, 1)
  assert.match(stderr, /run this as root/)
})

/** Writes the script with settings, a user and a program of this machine: a shell in place of the gateway's command. */
function writeCommandScript(folder: string): string {
  const places: [string, string][] = [
    ['settings=/etc/signpost', `settings=${folder}`],
    ['user=signpost', 'user=65534'],
    ['--init-groups', '--clear-groups'],
    ['program=/opt/signpost/node_modules/.bin/signpost', 'program=/bin/sh'],
  ]
  let text = readFileSync(join(deployFolder, 'signpost-command.sh'), 'utf8')
  for (const [written, here] of places) {
    assert.ok(text.includes(written), written)
    text = text.replace(written, here)
  }
  writeFileSync(join(folder, 'command.sh'), text)
  return join(folder, 'command.sh')
}

test('signpost-command.sh has the paths and the user of the unit', () => {
  const script = readFileSync(join(deployFolder, 'signpost-command.sh'), 'utf8')

  const read = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(script)?.[1]
  assert.equal(read('user'), listSettings('User')[0])
  assert.equal(read('settings'), listSettings('WorkingDirectory')[0])
  assert.equal(read('data'), `/var/lib/${listSettings('StateDirectory')[0]}`)
  assert.equal(`${read('program')} serve`, listSettings('ExecStart')[0])
})

/** Lists the values of one setting, in the order of the unit. */
function listSettings(name: string): string[] {
  return [...unit.matchAll(new RegExp(`^${name}=(.*)$`, 'gm'))].map(([, value]) => value ?? '')
}

/** Writes the unit with a program that is always installed. @returns the file */
function writeUnit(folder: string, text = unit): string {
  const file = join(folder, 'signpost.service')
  writeFileSync(file, text.replace('/opt/signpost/node_modules/.bin/signpost', '/bin/true'))
  return file
}
