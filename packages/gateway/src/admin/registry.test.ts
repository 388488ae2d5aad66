import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { acts } from './registry.ts'

test('an act is named for its file, and the registry has every file of an act once', () => {
  const files = readdirSync(import.meta.dirname)
    .filter((file) => /^export const \w+ = defineAct\(/m.test(readFileSync(`${import.meta.dirname}/${file}`, 'utf8')))
    .map((file) => file.slice(0, -3).replaceAll('-', '_'))

  assert.deepEqual(acts.map(({ name }) => name).sort(), files.sort())
})

for (const { name, input, result, summary, role, effect } of acts) {
  test(`${name} describes each field, and returns no secret`, () => {
    assert.match(summary, /^[A-Z].*[^.]$/)
    for (const [field, { description }] of Object.entries(
      input.properties as Record<string, { description?: string }>,
    )) {
      assert.ok(description !== undefined && description !== '', field)
    }
    for (const field of ['secretAccessKey', 'sessionToken', 'sealedSecret', 'hash']) {
      assert.ok(!JSON.stringify(result).includes(`"${field}"`), field)
    }
    // An auditor changes nothing except their own sessions.
    if (role === 'auditor' && name !== 'end_session') assert.equal(effect, 'read')
  })
}
