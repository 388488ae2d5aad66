import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadProgram } from './program.ts'

const all = await loadProgram()

test('the first word of a line loads its own command or group and no other; the completion needs all', async () => {
  const words = all.commands.map((command) => command.name())
  assert.ok(words.includes('token'))
  for (const word of words) {
    const { commands } = await loadProgram(word)
    assert.deepEqual(
      commands.map((command) => command.name()),
      word === 'completion' ? words : [word],
    )
  }
})

test('a word that is no command loads all, so that a similar one can be suggested', async () => {
  for (const word of ['tokne', '--help', 'constructor']) {
    assert.equal((await loadProgram(word)).commands.length, all.commands.length, word)
  }
})
