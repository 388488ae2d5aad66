import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { deployFolder } from './compose-file.ts'
import { readImageEnvironment } from './image-facts.ts'
import { readSettings } from './settings.ts'

const page = readFileSync(join(deployFolder, 'README.md'), 'utf8')
test('the gateway accepts the settings of the single container, and trusts the address of its network’s gateway', () => {
  const run = /^docker run [^`]*?signpost:\d/ms.exec(page)?.[0] ?? ''
  const env = Object.fromEntries([...run.matchAll(/--env (\w+)=(\S+)/g)].map(([, name, value]) => [name, value]))
  const [, gateway, network] = /^docker network create .*--gateway (\S+) (\S+)$/m.exec(page) ?? []
  assert.match(run, /\S/)

  const { trustProxy } = readSettings({ ...readImageEnvironment(), ...env })

  assert.equal(trustProxy, gateway)
  assert.match(run, new RegExp(`--network ${network} `))
})

test('the commands for systemd install every package that they pack', () => {
  const packed = /^npm pack (.*)$/m
    .exec(page)?.[1]
    ?.split(' ')
    .map((folder) => /packages\/(\w+)\/dist/.exec(folder)?.[1])
  const installed = /^npm install --prefix \S+ (.*)$/m
    .exec(page)?.[1]
    ?.split(' ')
    .map((file) => /signpost-(\w+)-/.exec(file)?.[1])

  assert.ok(packed?.includes('gateway'))
  assert.deepEqual(installed, packed)
})
