import assert from 'node:assert/strict'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { createTokenWithId, storeAwsCredential } from '../samples/store-credential.ts'
import { type RunOptions, readSignpost, runSignpost } from '../servers/run-signpost.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

const dir = makeTempDir()
after(() => dir[Symbol.dispose]())
const dataDir = dir.path
await storeAwsCredential({ dataDir })
const { id } = await createTokenWithId({ dataDir }, {})
const input = 'a-secret'

/** Runs a command that must fail. @returns its error message, without the program's name */
async function complain(args: readonly string[], options: RunOptions = {}): Promise<string> {
  const { code, stdout, stderr } = await runSignpost(args, { dataDir, ...options })
  assert.deepEqual({ args, code, stdout }, { args, code: 1, stdout: '' })
  assert.match(stderr, /^signpost: /)
  assert.doesNotMatch(stderr, /a-secret/)
  return stderr.slice('signpost: '.length).trimEnd()
}

test('all invalid options are reported together, by their names on the command line', async () => {
  const bad = [
    '--region',
    'a/b',
    '--bucket',
    'A*b',
    '--session',
    '5m',
    '--endpoint',
    'https://s3.example.com/my-bucket',
  ]

  assert.deepEqual((await complain(['credential', 'add', 'no/name', ...bad])).split('\n'), [
    'There are 5 problems:',
    '  - --region may only contain lowercase letters, digits and inner hyphens, such as "eu-central-1"',
    '  - --bucket must be the name of a bucket, or a prefix of names with a * at its end',
    '  - --session must be a duration from 15m to 12h',
    '  - --endpoint must not contain a path: pass only https://s3.example.com, and pass my-bucket, if it is the bucket, as --bucket',
    '  - The name must be 1 to 64 letters, digits, dots, hyphens or underscores, and begin with a letter or digit',
  ])
  const { stderr } = await runSignpost(['token', 'create', 'x', '--max-expires-in', '8d', '--prot', '1', '--json'], {
    dataDir,
  })
  assert.deepEqual(JSON.parse(stderr).error.details, [
    { parameter: '', message: "Unknown option '--prot'" },
    { parameter: '--max-expires-in', message: '--max-expires-in must be a duration from 1s to 7d' },
  ])
})

test('credential add and rotate without an access key ID ask for the ID, not for the secret that was passed', async () => {
  assert.deepEqual((await complain(['credential', 'add', 'x'], { input })).split('\n'), [
    'There are 2 problems:',
    '  - --region is required: region, such as eu-central-1; auto for a store without regions',
    '  - --access-key-id is required, with its secret; or --from, for keys that are renewed automatically',
  ])
  assert.match(
    await complain(['credential', 'rotate', 'aws'], { input }),
    /^--access-key-id is required: create a new access key at the store, and pass its ID\./,
  )
})

test('errors in --json-input use the field names of the JSON', async () => {
  const json = '{"foo": 1, "expiresAt": 1800000000, "allow": ["upload"]}'

  const complaint = await complain(['token', 'create', 'x', '--json-input', '-'], { input: json })

  assert.match(complaint, /^There are 3 problems:$/m)
  assert.match(complaint, /^ {2}- --json-input: "expiresAt" must be how long \(90d, 1y, 12h\), a date/m)
  assert.match(complaint, /^ {2}- --json-input: "foo" is not known; the fields are name, allow,/m)
  assert.match(complaint, /^ {2}- --json-input: "allow\[0\]" /m)
  assert.match(
    await complain(['token', 'set', id, '--json-input', '-'], { input: '{"remove": ["acl"]}' }),
    /"remove\[0\]" must be one of/,
  )
})

test('the message about a truncated variable name suggests the full name', async () => {
  const { stderr } = await runSignpost(['config', 'print'], { dataDir, env: { SIGNPOST_DATABASE: 'x' } })
  assert.match(stderr, /SIGNPOST_DATABASE is not a setting of Signpost; did you mean SIGNPOST_DATABASE_URL\?/)
})

test('config print shows values as variables take them (on, off), and --json as the file has them (true, false)', async () => {
  const env = { SIGNPOST_METRICS: 'off' }
  const { stdout } = await runSignpost(['config', 'print'], { dataDir, env })
  const { keys } = await readSignpost<{ keys: { key: string; value: unknown }[] }>(['config', 'print'], {
    dataDir,
    env,
  })

  assert.match(stdout, /^bucketCheck +on +default/m)
  assert.match(stdout, /^metrics +off +SIGNPOST_METRICS/m)
  assert.match(stdout, /^corsOrigins +- +default/m)
  assert.equal(keys.find(({ key }) => key === 'metrics')?.value, false)
})

test('a rule for a bucket that cannot exist is refused, and a second token with the same name causes a warning', async () => {
  assert.match(
    await complain(['token', 'create', 'app', '--allow', 'upload:My_Bucket/*']),
    /^--allow can never match: the bucket must not contain an uppercase letter/,
  )
  assert.doesNotMatch((await runSignpost(['token', 'create', 'twin'], { dataDir })).stderr, /twin/)
  assert.match((await runSignpost(['token', 'create', 'twin'], { dataDir })).stderr, /\btwin\b/)
})

test('the error about invalid JSON in the configuration file names the line and the column', async () => {
  const config = join(dataDir, 'broken.json')
  writeFileSync(config, '{\n  "port": 1,\n}\n')
  assert.match(await complain(['token', 'list', '--config', config]), /line 3, column 1/)
})

test('help shows the help of any command, runs none, and names an unknown word', async () => {
  using dir = makeTempDir()
  const [ofAll, ofCommand, ofHelp, unknown] = await Promise.all(
    [['help'], ['help', 'token', 'create', 'x'], ['help', 'help'], ['help', 'token', 'lst']].map((args) =>
      runSignpost(args, { cwd: dir.path }),
    ),
  )

  assert.equal(ofAll?.code, 0)
  assert.match(ofAll?.stdout ?? '', /^Usage: signpost \[options\] \[command\]/)
  assert.deepEqual(ofHelp, ofAll)
  assert.equal(ofCommand?.code, 0)
  assert.match(ofCommand?.stdout ?? '', /^Usage: signpost token create \[options\] <name>/)
  assert.equal(unknown?.code, 1)
  assert.match(unknown?.stderr ?? '', /Unknown command 'lst'[\s\S]*Did you mean list\?/)
  assert.deepEqual(readdirSync(dir.path), [], 'nothing ran')
})
