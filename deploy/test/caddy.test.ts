import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { createToken, storeCredential } from '../../packages/gateway/test/samples/store-credential.ts'
import { startGateway } from '../../packages/gateway/test/servers/gateway-process.ts'
import { runProgram } from '../../packages/gateway/test/servers/run-program.ts'
import { readSignpost } from '../../packages/gateway/test/servers/run-signpost.ts'
import { makeTempDir } from '../../packages/gateway/test/servers/temp-dir.ts'
import { skipWithout } from '../../scripts/test-requirements.ts'
import { startCaddy } from './caddy-server.ts'
import { listGateways, readComposeFile } from './compose-file.ts'
import { readImageEnvironment } from './image-facts.ts'

/** Not an address that the gateway believes. */
const clientAddress = '127.0.0.2'

test('through the Caddyfile a gateway signs over HTTPS, knows the client by the address that Caddy saw, and no log has a token', {
  skip: skipWithout('caddy') || skipWithout('curl'),
}, async () => {
  using dir = makeTempDir()
  const place = { dataDir: join(dir.path, 'gateway') }
  await storeCredential('my-bucket', place)
  const token = await createToken(place)
  const env = { SIGNPOST_BUCKET_CHECK: 'off', SIGNPOST_TRUST_PROXY: '127.0.0.1' }
  await using gateway = await startGateway({ ...place, env })
  const caddyFolder = join(dir.path, 'caddy')
  mkdirSync(caddyFolder)
  const { host } = new URL(gateway.report.url)
  const { SIGNPOST_PORT: port } = readImageEnvironment()
  const names = listGateways(readComposeFile({ SIGNPOST_DOMAIN: 'localhost' })).map(([name]) => `${name}:${port}`)
  await using caddy = await startCaddy(caddyFolder, new Map(names.map((name) => [name, host])))
  const ask = (query: string, ...args: string[]) => {
    const tls = ['--cacert', caddy.authority, '--resolve', `localhost:${new URL(caddy.url).port}:127.0.0.1`]
    const url = `${caddy.url}/awss3/signed-url?bucket=my-bucket&key_name=a.txt${query}`
    return runProgram('curl', ['-sS', ...tls, '--interface', clientAddress, '-w', '\n%{http_code}', ...args, url])
  }

  const byHeader = await ask(
    '',
    '-H',
    `Authorization: Bearer ${token}`,
    '-H',
    'X-Forwarded-For: 203.0.113.9',
    '-D',
    '-',
  )
  const inQuery = await ask(`&api_token=${token}`)

  assert.match(byHeader, /\n200$/)
  assert.match(byHeader, /^strict-transport-security: max-age=31536000\r$/im)
  assert.match(inQuery, /"signedUrl":".*\n200$/s)
  const { events } = await readSignpost<{ events: { clientAddress: string }[] }>(['audit', 'list'], place)
  assert.deepEqual(
    events.map((event) => event.clientAddress),
    [clientAddress, clientAddress],
  )
  assert.match(caddy.logs(), /"uri":"\/awss3\/signed-url"/)
  for (const logs of [caddy.logs(), gateway.logs()]) assert.ok(!logs.includes(token))
})
