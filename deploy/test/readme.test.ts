import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { deployFolder } from './compose-file.ts'
import { readGatewayVersion, readImageEnvironment } from './image-facts.ts'
import { alertRules } from './monitoring-files.ts'
import { readSettings } from './settings.ts'

const page = readFileSync(join(deployFolder, 'README.md'), 'utf8')
const links = [...page.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map(([, target]) => target ?? '')

test('the page names every file of the folder, and none that is not there', () => {
  const files = globSync('**/*', { cwd: deployFolder, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(deployFolder.length + 1))
    .filter((file) => !/^(test|secrets)\/|^README\.md$/.test(file))

  assert.deepEqual(
    files.filter((file) => !links.includes(file)),
    [],
  )
  assert.deepEqual(
    links.filter((link) => !existsSync(join(deployFolder, link))),
    [],
  )
})

test('the page counts the alerts, and has the version of the gateway', () => {
  assert.match(page, new RegExp(`\\b${alertRules.length} alerts,`))
  const versions = new Set([...page.matchAll(/signpost:(\d[\w.]*)/g)].map(([, version]) => version))
  assert.deepEqual([...versions], [readGatewayVersion()])
})

test('the gateway takes the settings of the single container, and believes the address that its network has', () => {
  const run = /^docker run [^`]*?signpost:\d/ms.exec(page)?.[0] ?? ''
  const env = Object.fromEntries([...run.matchAll(/--env (\w+)=(\S+)/g)].map(([, name, value]) => [name, value]))
  const [, gateway, network] = /^docker network create .*--gateway (\S+) (\S+)$/m.exec(page) ?? []

  const { trustProxy } = readSettings({ ...readImageEnvironment(), ...env })

  assert.equal(trustProxy, gateway)
  assert.match(run, new RegExp(`--network ${network} `))
  assert.match(run, /--log-opt max-size=\d+m /)
})
