import assert from 'node:assert/strict'
import { readdirSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { test } from 'node:test'
import { makeTempDir } from '../../packages/gateway/test/servers/temp-dir.ts'
import { keepBundles, removeUnused } from './keep-bundles.ts'

const longAgo = new Date('2026-01-02T03:04:05Z')

test('old bundles stay when a run uses them, and are removed when no run does', async () => {
  using cache = makeTempDir()
  const entry = join(cache.path, 'entry.ts')
  writeFileSync(entry, 'export const answer: number = 42\n')
  const bundle = (key: string) =>
    keepBundles(cache.path, { name: 'gateway', key, entries: { main: entry }, noExternal: true, plugins: [] })
  const [used, unused] = [await bundle('used'), await bundle('unused')]
  for (const folder of [used, unused]) utimesSync(folder, longAgo, longAgo)
  const { answer } = (await import(join(used, 'main.mjs'))) as { answer: number }
  assert.equal(answer, 42)

  assert.equal(await bundle('used'), used)
  removeUnused(cache.path)
  assert.deepEqual(readdirSync(cache.path).sort(), ['entry.ts', basename(used)])
  assert.ok(statSync(used).mtime > longAgo)
})

test('a run goes on when another run renames its draft at the same time', () => {
  using cache = makeTempDir()
  // A broken link is listed but cannot be read, like a draft that the other run has just renamed.
  symlinkSync('nowhere', join(cache.path, 'gateway-draft.1'))

  removeUnused(cache.path)
})
