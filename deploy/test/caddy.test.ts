import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { createToken, storeCredential } from '../../packages/gateway/test/samples/store-credential.ts'
import { findFreePort } from '../../packages/gateway/test/servers/free-port.ts'
import { type GatewayProcess, startGateway } from '../../packages/gateway/test/servers/gateway-process.ts'
import { runProgram } from '../../packages/gateway/test/servers/run-program.ts'
import { readSignpost } from '../../packages/gateway/test/servers/run-signpost.ts'
import { makeTempDir } from '../../packages/gateway/test/servers/temp-dir.ts'
import { waitUntil } from '../../packages/gateway/test/servers/wait-until.ts'
import { skipWithout } from '../../scripts/test-requirements.ts'
import { type CaddyServer, startCaddy } from './caddy-server.ts'
import { listGateways, readComposeFile } from './compose-file.ts'
import { readImageEnvironment } from './image-facts.ts'

/** An address that is not one of the trusted proxies. */
const clientAddress = '127.0.0.2'

describe('Caddy with the Caddyfile, in front of two gateways', {
  skip: skipWithout('caddy') || skipWithout('curl'),
}, () => {
  const stack = new AsyncDisposableStack()
  const dir = stack.use(makeTempDir())
  const place = { dataDir: join(dir.path, 'gateway') }
  const gateways: GatewayProcess[] = []
  let ports: readonly number[]
  let token: string
  let caddy: CaddyServer

  before(async () => {
    await storeCredential('my-bucket', place)
    token = await createToken(place)
    const compose = readComposeFile({ SIGNPOST_DOMAIN: 'localhost' })
    const names = listGateways(compose).map(([name]) => `${name}:${readImageEnvironment().SIGNPOST_PORT}`)
    ports = await Promise.all(names.map(findFreePort))
    stack.defer(async () => void (await Promise.all(gateways.map((gateway) => gateway.stop()))))
    for (const index of ports.keys()) gateways.push(await start(index))
    const folder = join(dir.path, 'caddy')
    mkdirSync(folder)
    const upstreams = new Map(names.map((name, index) => [name, `127.0.0.1:${ports[index]}`]))
    caddy = stack.use(await startCaddy(folder, upstreams))
  })

  after(() => stack.disposeAsync())

  function start(index: number): Promise<GatewayProcess> {
    const env = {
      SIGNPOST_BUCKET_CHECK: 'off',
      SIGNPOST_TRUST_PROXY: '127.0.0.1',
      SIGNPOST_PUBLIC_URL: 'https://localhost',
    }
    return startGateway({ ...place, env, args: ['--port', String(ports[index])] })
  }

  /** Asks for a signed URL. */
  function ask(query: string, ...args: string[]): Promise<string> {
    const tls = ['--cacert', caddy.authority, '--resolve', `localhost:${new URL(caddy.url).port}:127.0.0.1`]
    const url = `${caddy.url}/awss3/signed-url?bucket=my-bucket&key_name=a.txt${query}`
    return runProgram('curl', ['-sS', ...tls, '--interface', clientAddress, '-w', '\n%{http_code}', ...args, url])
  }

  test('signs over HTTPS, and the gateway records the client address that Caddy saw', async () => {
    const headers = ['-H', `Authorization: Bearer ${token}`, '-H', 'X-Forwarded-For: 203.0.113.9']
    const answer = await ask('', ...headers, '-D', '-')

    assert.match(answer, /"signedUrl":".*\n200$/s)
    assert.match(answer, /^strict-transport-security: max-age=31536000\r$/im)
    const { events } = await readSignpost<{ events: { clientAddress: string }[] }>(['audit', 'list'], place)
    assert.deepEqual(
      events.map((event) => event.clientAddress),
      [clientAddress],
    )
  })

  test('logs no token, even when the URL has one', async () => {
    assert.match(await ask(`&api_token=${token}`), /\n200$/)

    await waitUntil('it is logged', () => caddy.logs().split('"uri":"/awss3/signed-url"').length > 2)
    assert.ok(!caddy.logs().includes(token))
  })

  test('loses no request while the gateways are restarted one after the other', async () => {
    const statuses = new Set<string>()
    let isRestarting = true
    const client = async () => {
      while (isRestarting) {
        statuses.add((await ask('', '-H', `Authorization: Bearer ${token}`, '-o', '/dev/null')).trim())
      }
    }
    const clients = [client(), client()]

    for (const [index, gateway] of gateways.entries()) {
      await gateway.stop()
      gateways[index] = await start(index)
    }
    isRestarting = false
    await Promise.all(clients)

    assert.deepEqual([...statuses], ['200'])
  })
})
