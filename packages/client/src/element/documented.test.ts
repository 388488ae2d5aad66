import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('.', import.meta.url))
const sources = [...globSync('*.ts', { cwd: folder }), '../list-events.ts']
  .filter((name) => !name.endsWith('.test.ts'))
  .map((name) => readFileSync(folder + name, 'utf8'))
  .join('\n')
const page = readFileSync(new URL('../../../../docs/upload-element.md', import.meta.url), 'utf8')

/** Lists the matches of a pattern in the element's source, each once. */
function list(pattern: RegExp): string[] {
  return [...new Set([...sources.matchAll(pattern)].flatMap(([, found = '']) => found.split(' ')))]
}

const [, attributes = ''] = /const attributes = \{(.*?)\} as const/s.exec(sources) ?? []
const [, types = ''] = /interface UploadEvent \{.*?type: ([^\n]+)/s.exec(sources) ?? []
const events = [...list(/#tell\('(\w+)'/g), ...types.replaceAll("'", '').split(' | ')]
const states = ['waiting', 'uploading', 'done', 'failed', 'cancelled']

for (const [what, names, least] of [
  ['custom property', list(/var\((--signpost-[\w-]+)/g), 9],
  ['part', [...list(/part: '([^']+)'/g), ...states.map((state) => `file-${state}`)], 20],
  ['event', events.map((name) => `signpost-${name}`), 7],
  ['attribute', [...attributes.matchAll(/: '([\w-]+)'/g)].map(([, name = '']) => name), 10],
] as const) {
  test(`docs/upload-element.md has every ${what}`, () => {
    assert.ok(names.length >= least, names.join())
    assert.deepEqual(
      names.filter((name) => !page.includes(`\`${name}\``)),
      [],
    )
  })
}
