import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findCommandProblem, splitCommand } from './command-words.ts'

for (const [text, words] of [
  ['vault', ['vault']],
  ['  aws  kms\tdecrypt\n', ['aws', 'kms', 'decrypt']],
  [`sh -c 'a | b "$C"'`, ['sh', '-c', 'a | b "$C"']],
  [`sh -c "echo \\"x\\" \\\\ \\n"`, ['sh', '-c', 'echo "x" \\ \\n']],
  [`/opt/my\\ tools/key --name=a'b c'"d e"f`, ['/opt/my tools/key', '--name=ab cd ef']],
  [`a '' ""`, ['a', '', '']],
  ['a $HOME *.txt | ; # b', ['a', '$HOME', '*.txt', '|', ';', '#', 'b']],
  ["a 'b\nc'", ['a', 'b\nc']],
] as const) {
  test(`a command is split into words: ${JSON.stringify(text)}`, () => {
    assert.deepEqual(splitCommand(text), words)
    assert.equal(findCommandProblem(text), undefined)
  })
}

for (const text of ['', '   ', `a 'b`, 'a "b', 'a "b\\"', 'a b\\', `a 'b' "`, `'' a`]) {
  test(`a text that is not a command is refused: ${JSON.stringify(text)}`, () => {
    assert.equal(splitCommand(text), undefined)
    assert.match(findCommandProblem(text) ?? '', /^is not a command: write a program and its arguments/)
  })
}
