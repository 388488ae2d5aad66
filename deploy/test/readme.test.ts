import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { deployFolder } from './compose-file.ts'
import { readGatewayVersion } from './image-facts.ts'
import { alertRules } from './monitoring-files.ts'

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
