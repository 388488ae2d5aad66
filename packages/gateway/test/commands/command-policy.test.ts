import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { fillAuditLog } from '../samples/filled-audit-log.ts'
import { createToken, storeAwsCredential } from '../samples/store-credential.ts'
import { runSignpost } from '../servers/run-signpost.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())
const dataDir = stack.use(makeTempDir()).path
await storeAwsCredential({ dataDir })
await createToken({ dataDir }, { name: 'app', allow: ['upload:my-bucket/in/*'] })
await fillAuditLog(dataDir)

const run = (...args: string[]) => runSignpost(args, { dataDir })

test('credential policy prints only the policy on standard output, and notes about it on standard error', async () => {
  const { code, stdout, stderr } = await run('credential', 'policy', 'aws')

  assert.equal(code, 0)
  assert.deepEqual(JSON.parse(stdout).Statement[0].Resource, ['arn:aws:s3:::my-bucket/in/*'])
  assert.match(stderr, /Made from one token .*IAM → Users.*s3:PutObjectTagging +my-bucket\/in\/\* +uploads with/s)
})

test('token check says whether a request is allowed and why, and exits with 1 when it is not', async () => {
  const rules = ['--allow', 'upload:my-bucket/*', '--max-bytes', '5MB']
  const allowed = await run('token', 'check', 'upload:my-bucket/a.png', ...rules)
  assert.deepEqual(
    [allowed.code, allowed.stdout.split('\n')[0]],
    [0, 'Allowed: the credential aws signs for it, by the rule upload:my-bucket/*.'],
  )
  assert.match(allowed.stdout, /must state the exact size in content_length, 5000000 bytes at most/)

  const refused = await run('token', 'check', 'delete:my-bucket/a.png', ...rules)
  assert.equal(refused.code, 1)
  assert.match(refused.stdout, /^Not allowed: The API token does not allow this delete/)
  assert.match((await run('token', 'check', 'my-bucket/a.png')).stderr, /must be action:bucket\/key/)
})

test('audit statistics counts the events of the log', async () => {
  const { stdout } = await run('audit', 'statistics', '--since', '2026-01-01', '--until', '2026-01-03', '--by', 'day')

  assert.match(stdout, /^2026-01-02 00:00\S* +5 +3 +0$/m)
  assert.match(stdout, /^all +5 +3 +0$/m)
  assert.match(stdout, /^rate_limited +3$/m)
  assert.match(stdout, /^tok_2 +1 +3 +0$/m)
})
