import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { makeTempDir } from '../../test/servers/temp-dir.ts'
import { configKeys } from './config-schema.ts'
import { ConfigError, type ConfigInput, findConfig, loadConfig, printConfig } from './load-config.ts'

test('with nothing configured everything has its default', () => {
  const { config, sources } = loadConfig({ env: {} })

  assert.deepEqual(
    [config.host, config.port, config.dataDir, config.logLevel, config.masterKey],
    ['127.0.0.1', 8080, 'signpost-data', 'info', undefined],
  )
  assert.ok(Object.values(sources).every((source) => source === 'default'))
})

test('defaults < file < environment < flags', () => {
  using dir = makeTempDir()
  const file = writeConfig(dir.path, { port: 1, host: 'file', dataDir: 'file', logLevel: 'warn' })
  const env = { SIGNPOST_PORT: '2', SIGNPOST_HOST: 'env' }

  const { config, sources } = loadConfig({ file, env, flags: { port: '3' } })

  assert.deepEqual(
    [config.port, config.host, config.dataDir, config.logLevel, config.sandboxPort],
    [3, 'env', 'file', 'warn', 9090],
  )
  assert.deepEqual(
    [sources.port, sources.host, sources.dataDir, sources.sandboxPort],
    ['flag', 'SIGNPOST_HOST', 'file', 'default'],
  )
})

test('a flag that was not passed and an empty variable override nothing', () => {
  const { config } = loadConfig({ env: { SIGNPOST_PORT: '', SIGNPOST_HOST: 'env' }, flags: { host: undefined } })

  assert.deepEqual([config.port, config.host], [8080, 'env'])
})

test('text is converted to the key’s type', () => {
  const env = {
    SIGNPOST_BUCKET_CHECK: 'Off',
    SIGNPOST_ALLOW_PRIVATE_ENDPOINTS: '1',
    SIGNPOST_CORS_ORIGINS: 'https://a.example, https://b.example:8443,',
  }
  const { config } = loadConfig({ env })

  assert.deepEqual([config.bucketCheck, config.allowPrivateEndpoints], [false, true])
  assert.deepEqual(config.corsOrigins, ['https://a.example', 'https://b.example:8443'])
})

test('a secret may come from a file that a variable names', () => {
  using dir = makeTempDir()
  const file = join(dir.path, 'key')
  writeFileSync(file, '  the-master-key\n')

  const { config, sources } = loadConfig({ env: { SIGNPOST_MASTER_KEY_FILE: file } })

  assert.equal(config.masterKey, 'the-master-key')
  assert.equal(sources.masterKey, 'SIGNPOST_MASTER_KEY_FILE')
})

test('only secrets are read from files that variables name', () => {
  const { config } = loadConfig({ env: { SIGNPOST_PORT_FILE: '/nowhere', SIGNPOST_HOST_FILE: '/nowhere' } })

  assert.deepEqual([config.port, config.host], [8080, '127.0.0.1'])
})

test('a secret that is set twice, or whose file is missing, is a problem', () => {
  const env = { SIGNPOST_MASTER_KEY: 'secret-one', SIGNPOST_MASTER_KEY_FILE: '/nowhere/key' }
  assert.deepEqual(listProblems({ env }), [
    'SIGNPOST_MASTER_KEY and SIGNPOST_MASTER_KEY_FILE are both set; set one of them',
  ])
  assert.match(
    String(listProblems({ env: { SIGNPOST_MASTER_KEY_FILE: '/nowhere/key' } })),
    /^SIGNPOST_MASTER_KEY_FILE names a file that cannot be read: \/nowhere\/key: no such file or directory/,
  )
})

test('all problems are reported at once, each with its source and the rule', () => {
  using dir = makeTempDir()
  const file = writeConfig(dir.path, { prot: 1, logLevel: 'loud', host: '' })
  const env = { SIGNPOST_PORT: '65536', SIGNPOST_BUCKET_CHECK: 'maybe' }

  const problems = listProblems({ file, env, flags: { sandboxPort: '-1' } })

  assert.deepEqual(problems.map((problem) => problem.split(' ')[0]).sort(), [
    'bucketCheck',
    'host',
    'logLevel',
    'port',
    'prot',
    'sandboxPort',
  ])
  const all = problems.join('\n')
  assert.match(all, /^prot \(in .*\) is not a key; did you mean `port`\?$/m)
  assert.match(all, /^port \(from SIGNPOST_PORT\) must be a whole number from 0 to 65535$/m)
  assert.match(all, /^sandboxPort \(from flag\) must be a whole number/m)
  assert.match(all, /^logLevel \(from file\) must be one of fatal, error, /m)
  assert.match(all, /^bucketCheck \(from SIGNPOST_BUCKET_CHECK\) must be on or off$/m)
})

for (const port of ['80.5', '0x50', '1e3', 'http', '99999999999999999999', ' 80']) {
  test(`the port "${port}" is refused`, () => {
    assert.deepEqual(listProblems({ env: { SIGNPOST_PORT: port } }), [
      'port (from SIGNPOST_PORT) must be a whole number from 0 to 65535',
    ])
  })
}

for (const url of [
  'files.example.org',
  'https://a.example/path',
  'https://user@a.example',
  'ftp://a.example',
  'https://a b',
]) {
  test(`the public URL "${url}" is refused, and not repeated`, () => {
    const [problem = ''] = listProblems({ env: { SIGNPOST_PUBLIC_URL: url } })
    assert.match(problem, /^publicUrl \(from SIGNPOST_PUBLIC_URL\) /)
    assert.ok(!problem.includes(url))
  })
}

test('a port that Kubernetes sets for a Service called signpost is distinguished from a mistake', () => {
  const env = { SIGNPOST_PORT: 'tcp://10.96.0.1:8080' }
  assert.throws(() => loadConfig({ env }), {
    problems: [
      'port (from SIGNPOST_PORT) must be a whole number from 0 to 65535. Kubernetes sets SIGNPOST_PORT for a Service of that name: set enableServiceLinks: false in the pod',
    ],
  })
})

test('no message repeats a secret', () => {
  using dir = makeTempDir()
  const secret = 'hunter2hunter2'
  const file = writeConfig(dir.path, { masterKey: [secret], redisUrl: secret, previousMasterKeys: [secret, 5] })

  const problems = listProblems({ file, env: { SIGNPOST_PORT: secret } })

  assert.equal(problems.length, 4)
  assert.ok(!problems.join().includes(secret))
})

test('the result is frozen, including its lists', () => {
  const loaded = loadConfig({ env: { SIGNPOST_CORS_ORIGINS: 'https://a.example' } })

  for (const value of [loaded, loaded.config, loaded.sources, loaded.config.corsOrigins])
    assert.ok(Object.isFrozen(value))
})

test('the printed configuration has every key with its value and source, and says of secrets only that they are set', () => {
  const printed = printConfig(
    findConfig({ env: { SIGNPOST_MASTER_KEY: 'hunter2', SIGNPOST_REDIS_URL: 'redis://:hunter2@h' } }),
  )

  assert.deepEqual(
    printed.map(({ key }) => key),
    configKeys.map(({ key }) => key),
  )
  assert.ok(!JSON.stringify(printed).includes('hunter2'))
  const shown = (name: string) => printed.find(({ key }) => key === name)
  assert.deepEqual(shown('masterKey'), {
    key: 'masterKey',
    value: '(set)',
    source: 'SIGNPOST_MASTER_KEY',
    env: 'SIGNPOST_MASTER_KEY',
  })
  assert.deepEqual(shown('publicUrl'), { key: 'publicUrl', value: null, source: null, env: 'SIGNPOST_PUBLIC_URL' })
})

test('even a configuration with problems is printed, without the invalid values', () => {
  const found = findConfig({ env: { SIGNPOST_PORT: 'hunter2', SIGNPOST_HOST: '::1' } })

  const shown = new Map(printConfig(found).map(({ key, value }) => [key, value]))
  assert.deepEqual([shown.get('port'), shown.get('host')], ['(not valid)', '::1'])
  assert.equal(found.problems.length, 1)
})

test('a problem of the file is reported in the words of the file, and no rule is a regular expression', () => {
  using dir = makeTempDir()
  const file = writeConfig(dir.path, { metrics: 'off', host: '', publicUrl: 'sign.example.com', masterKey: 5 })

  assert.deepEqual(listProblems({ env: {}, file }).toSorted(), [
    'host (from file) must be text that is not empty',
    'masterKey (from file) must be text that is not empty',
    'metrics (from file) must be true or false',
    'publicUrl (from file) must be an origin without a path, such as https://sign.example.com',
  ])
})

test('every key has a variable of its own and a description', () => {
  assert.equal(new Set(configKeys.map(({ env }) => env)).size, configKeys.length)
  for (const { env, schema } of configKeys) {
    assert.match(env, /^(SIGNPOST_[A-Z0-9_]+|(HTTPS?|NO)_PROXY)$/)
    assert.ok(schema.description.length > 10)
  }
})

function writeConfig(folder: string, content: unknown): string {
  const file = join(folder, 'signpost.config.json')
  writeFileSync(file, JSON.stringify(content))
  return file
}

function listProblems(input: ConfigInput): readonly string[] {
  try {
    loadConfig(input)
  } catch (error) {
    assert.ok(error instanceof ConfigError)
    for (const problem of error.problems) assert.ok(error.message.includes(problem))
    return error.problems
  }
  return assert.fail('There was no problem')
}
