import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Completion, completeWords, type ListStored } from './complete-words.ts'
import { loadProgram } from './program.ts'

const program = await loadProgram()
const asked: unknown[] = []
const list: ListStored = async (kind, options) => {
  asked.push([kind, options])
  return [
    [`${kind}-1`, 'the first'],
    ['other', ''],
  ]
}

async function complete(line: string): Promise<Completion> {
  return completeWords(program, line.split(' '), list)
}

async function completeTexts(line: string): Promise<string[]> {
  const found = await complete(line)
  assert.ok(found !== 'files')
  return found.map(([text]) => text)
}

for (const [line, expected] of [
  ['cred', ['credential']],
  ['token re', ['revoke']],
  ['credential show --da', ['--data-dir']],
  ['credential show --json --js', []],
  ['token create x --allow a --al', ['--allow']],
  ['credential add x --addressing ', ['virtual', 'path']],
  ['credential add x --addressing=p', ['--addressing=path']],
  ['credential add x --addressing = p', ['path']],
  ['completion ', ['bash', 'zsh', 'fish']],
  ['credential show ', ['credential-1', 'other']],
  ['credential show --account acme cred', ['credential-1']],
  ['cors check o', ['other']],
  ['token revoke t', ['token-1']],
  ['credential show x ', []],
  ['credential add ', []],
  ['credential rename credential-1 ', []],
  ['account remove --account', []],
  ['audit list --token t', ['token-1']],
  ['credential show --account a', ['account-1']],
  ['nonsense ', []],
] as const) {
  test(`"${line}" is completed with ${expected.join(', ') || 'nothing'}`, async () => {
    assert.deepEqual(await completeTexts(line), line.startsWith('nonsense') ? await completeTexts('') : expected)
  })
}

test('the shell completes file names', async () => {
  for (const line of ['backup ', 'serve --data-dir ', 'token create x --json-input a', 'doctor --config=']) {
    assert.equal(await complete(line), 'files', line)
  }
})

test('names come from the account and the data directory on the line', async () => {
  asked.length = 0
  await complete('token show --data-dir here --account=acme ')
  assert.deepEqual(asked, [['token', { '--data-dir': 'here', '--account': 'acme' }]])
})

test('hidden options are not offered', async () => {
  assert.ok(!(await completeTexts('serve --')).includes('--worker'))
  assert.ok(!(await completeTexts('completion --')).includes('--candidates'))
})
