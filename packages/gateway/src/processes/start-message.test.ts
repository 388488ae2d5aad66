import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { test } from 'node:test'
import { runProgram } from '../../test/servers/run-program.ts'
import { makeTempDir } from '../../test/servers/temp-dir.ts'
import { loadConfig } from '../config/load-config.ts'
import { describeStart, findCommandPlace } from './start-message.ts'

const started = {
  url: 'http://127.0.0.1:8080',
  metrics: 'http://127.0.0.1:9464/metrics',
  dataDir: '/data',
  database: undefined,
  hasCredential: true,
  commandPlace: { options: [], variables: [] },
  invitationToken: undefined,
  sandbox: undefined,
}
const sandbox = { endpoint: 'http://127.0.0.1:9090', token: 'at_1', sampleFile: '/data/sandbox/hello.txt' }

test('in production the message says where the gateway listens, and where its metrics are if they are served', () => {
  const place = 'Signpost listens on http://127.0.0.1:8080  (data in /data)'
  assert.equal(describeStart(started), `${place}\nMetrics are on http://127.0.0.1:9464/metrics`)
  assert.equal(describeStart({ ...started, metrics: undefined }), place)
  const database = 'postgres://signpost@db/signpost'
  assert.match(describeStart({ ...started, database }), /\(data in postgres:\/\/signpost@db\/signpost\)/)
})

test('while there is no administrator, the message has the link for the first one', () => {
  const message = describeStart({ ...started, invitationToken: 'aToken' })

  assert.match(message, /^Open the dashboard: http:\/\/127\.0\.0\.1:8080\/dashboard\/invitation#aToken$/m)
  assert.doesNotMatch(describeStart(started), /dashboard/)
})

test('without a credential the message says how to store one', () => {
  const message = describeStart({ ...started, hasCredential: false })

  assert.match(message, /No credential is stored yet\./)
  assert.match(message, /^signpost credential add aws --access-key-id /m)
  assert.match(message, /^signpost token create my-app$/m)
})

test('the commands to paste work on the installation that serves', () => {
  const commandPlace = findCommandPlace(
    loadConfig({ env: {}, flags: { dataDir: '/srv/my data' } }),
    '/etc/signpost.json',
  )
  const message = describeStart({ ...started, hasCredential: false, commandPlace })

  assert.match(message, /^signpost token create my-app --config \/etc\/signpost\.json --data-dir '\/srv\/my data'$/m)
  assert.match(message, /^signpost credential add .* --config \/etc\/signpost\.json --data-dir '\/srv\/my data'$/m)
})

test('the options of the installation are full paths; the default data directory needs none', () => {
  assert.deepEqual(findCommandPlace(loadConfig({ env: {} }), undefined), { options: [], variables: [] })
  assert.deepEqual(findCommandPlace(loadConfig({ env: { SIGNPOST_DATA_DIR: 'here' } }), 'signpost.json'), {
    options: ['--config', resolve('signpost.json'), '--data-dir', resolve('here')],
    variables: [],
  })
})

test('a configuration file that was found is named, and so are variables that the commands need, without their values', () => {
  using dir = makeTempDir()
  const file = join(dir.path, 'signpost.config.json')
  writeFileSync(file, JSON.stringify({ port: 8081 }))
  const masterKey = Buffer.alloc(32, 7).toString('base64')
  const loaded = loadConfig({ env: { SIGNPOST_MASTER_KEY: masterKey, SIGNPOST_DATA_DIR: '/data' }, file })
  const commandPlace = findCommandPlace(loaded, undefined)
  const message = describeStart({ ...started, hasCredential: false, commandPlace })

  assert.deepEqual(commandPlace.options, ['--config', resolve('signpost.config.json'), '--data-dir', '/data'])
  assert.match(message, /^They need the same SIGNPOST_MASTER_KEY as this server\.$/m)
  assert.ok(!message.includes(masterKey))
})

test('with the sandbox the message says so, and has two commands', () => {
  const message = describeStart({ ...started, sandbox })

  assert.match(message, /This is a SANDBOX: .* http:\/\/127\.0\.0\.1:9090, open to this machine only/)
  assert.match(message, /^Its API token is at_1$/m)
  assert.equal(message.match(/^curl /gm)?.length, 2)
})

test('the printed commands work whatever the folder is called', async () => {
  const sampleFile = `/data/it's "my" $(folder)/hello.txt`
  const message = describeStart({ ...started, sandbox: { ...sandbox, sampleFile } })
  const upload = message.split('\n').find((line) => line.startsWith('curl ')) ?? ''

  // A curl that prints its arguments shows how the shell parses the line.
  const printed = await runProgram('bash', ['-c', `curl() { printf '<%s>' "$@"; }; ${upload}`])

  assert.ok(printed.includes(`<-T><${sampleFile}>`), printed)
})
