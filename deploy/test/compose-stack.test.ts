import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { runProgram } from '../../packages/gateway/test/servers/run-program.ts'
import { readSignpost, runSignpost } from '../../packages/gateway/test/servers/run-signpost.ts'
import { skipWithout } from '../../scripts/test-requirements.ts'
import { readComposeFile } from './compose-file.ts'
import { type ComposeStack, startComposeStack } from './compose-stack.ts'

const skip = skipWithout('caddy') || skipWithout('redis-server') || skipWithout('postgresql') || skipWithout('curl')

describe('the services of compose.yaml, as they are set up there', { skip, timeout: 180_000 }, () => {
  let stack: ComposeStack
  let token: string

  before(async () => {
    stack = await startComposeStack()
    const key = ['--access-key-id', 'AKIAIOSFODNN7EXAMPLE', '--region', 'eu-central-1']
    const env = stack.environment
    const { code, stderr } = await runSignpost(['credential', 'add', 'aws', ...key], { env, input: 'a-secret' })
    assert.equal(code, 0, stderr)
    ;({ token } = await readSignpost<{ token: string }>(['token', 'create', 'app', '--rate', '1000/s'], { env }))
  })

  after(() => stack?.[Symbol.asyncDispose]())

  /** Asks for a signed URL through Caddy. The address 127.0.0.2 is not one that the gateways believe. */
  function ask(query: string, ...args: string[]): Promise<string> {
    const tls = ['--cacert', stack.caddy.authority, '--resolve', `localhost:${new URL(stack.caddy.url).port}:127.0.0.1`]
    const url = `${stack.caddy.url}/awss3/signed-url?bucket=my-bucket&key_name=a.txt${query}`
    return runProgram('curl', ['-sS', ...tls, '--interface', '127.0.0.2', '-w', '\n%{http_code}', ...args, url])
  }

  test('sign through HTTPS, and know the client by the address that Caddy saw', async () => {
    const answer = await ask(
      '',
      '-H',
      `Authorization: Bearer ${token}`,
      '-H',
      'X-Forwarded-For: 203.0.113.9',
      '-D',
      '-',
    )

    assert.match(answer, /\n200$/)
    assert.match(answer, /"signedUrl":"https:\/\/my-bucket\.s3\.eu-central-1\.amazonaws\.com\/a\.txt\?/)
    assert.match(answer, /^strict-transport-security: max-age=31536000\r$/im)
    const audit = await readSignpost<{ events: { clientAddress: string }[] }>(['audit', 'list'], {
      env: stack.environment,
    })
    assert.deepEqual(
      audit.events.map(({ clientAddress }) => clientAddress),
      ['127.0.0.2'],
    )
  })

  test('log no token, also when it stands in the URL', async () => {
    assert.match(await ask(`&api_token=${token}`), /\n200$/)

    assert.match(stack.caddy.logs(), /"uri":"\/awss3\/signed-url"/)
    assert.doesNotMatch(stack.caddy.logs(), new RegExp(token))
  })

  test('count rate limits together, and may do nothing else there', async () => {
    for (const gateway of stack.gateways) {
      assert.match(gateway.logs(), /rate limits are shared through Redis/)
      assert.doesNotMatch(gateway.logs(), /Redis is away/)
    }
    const check = readComposeFile({ SIGNPOST_DOMAIN: 'localhost' }).services.valkey?.healthcheck?.test.at(-1) ?? ''
    const cli = `redis-cli -p ${stack.valkeyPort}`
    assert.equal(await runProgram('sh', ['-c', check.replace('valkey-cli', cli)]), '')
    assert.match(await runProgram('sh', ['-c', `${cli} --user health --pass none get x 2>&1`]), /NOPERM/)
    assert.match(await runProgram('sh', ['-c', `${cli} ping 2>&1`]), /NOAUTH/)
  })

  test('lose no request while one node after the other is restarted', async () => {
    let isRestarting = true
    const statuses: Record<string, number> = {}
    async function load(): Promise<void> {
      while (isRestarting) {
        const status = (await ask('', '-H', `Authorization: Bearer ${token}`, '-o', '/dev/null')).trim()
        statuses[status] = (statuses[status] ?? 0) + 1
      }
    }
    const clients = [load(), load()]

    for (const index of stack.gateways.keys()) await stack.restart(index)
    isRestarting = false
    await Promise.all(clients)

    assert.deepEqual(Object.keys(statuses), ['200'])
  })
})
