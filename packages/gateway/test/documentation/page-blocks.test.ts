import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findDifference } from '../samples/compare-output.ts'
import { readPage } from '../samples/read-page.ts'
import { runPage } from '../servers/run-page.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

const page = `# A page
<!-- given: NAME=world -->
\`\`\`sh
echo "hello $NAME"
\`\`\`

\`\`\`text
hello …d
\`\`\`

1. In a list:

   <!-- not run: needs a moon -->
   \`\`\`sh
   land
   \`\`\`
`

test('the blocks of a page are read with their lines, marks and positions', () => {
  const [command, output, listed] = readPage(page)
  assert.deepEqual(command, {
    ...{ line: 4, language: 'sh', text: 'echo "hello $NAME"', marks: { given: 'NAME=world' }, isBelowCommands: false },
  })
  assert.deepEqual(output, { line: 8, language: 'text', text: 'hello …d', marks: {}, isBelowCommands: true })
  assert.deepEqual([listed?.line, listed?.text, listed?.marks], [15, 'land', { 'not run': 'needs a moon' }])
})

test('a mark without a reason and code without fences are errors', () => {
  assert.throws(() => readPage('<!-- not run: -->\n```sh\na\n```\n'), /"not run:" is empty/)
  assert.throws(() => readPage('Text\n\n    indented\n'), /not fenced/)
})

for (const [language, shown, printed, isAlike] of [
  ['text', 'made tok_1a2b… at 2026-11-22 10:00', 'made tok_99ff at 2027-01-01 11:11', true],
  ['text', 'made one', 'made two', false],
  ['text', 'made', 'made\nmore', false],
  ['json', '{"data": {"b": "…", "a": 1}}', '{"data":{"a":1,"b":"x"}}', true],
  ['json', '{"data": {"a": 1}}', '{"data":{"a":1,"b":"x"}}', false],
  ['json', '{"a": 1}\n{"b": 2}', 'Text\n{"a":1}\n{"b":2}', true],
  ['json', '{"b": 2}\n{"a": 1}', '{"a":1}\n{"b":2}', false],
  ['json', '{"expiresAt": "2026-11-22T17:10:00Z"}', '{"expiresAt":"soon"}', false],
] as const) {
  test(`${shown} ${isAlike ? 'matches' : 'does not match'} ${printed}`, () => {
    assert.equal(findDifference(language, shown, printed) === undefined, isAlike)
  })
}

test('a wrong output, a failing command and an unreplaced … are reported with their line', async () => {
  const run = async (markdown: string) => {
    using dir = makeTempDir()
    await runPage('a.md', readPage(markdown).slice(0, 2), dir.path, {})
  }
  await run(page)
  await assert.rejects(run(page.replace('hello …d', 'hello …m')), /a\.md:8: printed was:\n+hello world/)
  await assert.rejects(run(page.replace('echo "hello', 'false "hello')), /a\.md:4 ended with 1/)
  await assert.rejects(run(page.replace('"hello $NAME"', `'{"error":{}}'`).replace('hello …d', '…')), /a\.md:4/)
  await assert.rejects(run(page.replace('hello $NAME', 'hello --key …')), /a\.md:4 has a … that no mark fills in/)
})
