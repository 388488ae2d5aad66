import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { TObject } from 'typebox'
import { makeTempDir } from '../../test/servers/temp-dir.ts'
import { addCredential } from '../admin/add-credential.ts'
import { setCredential } from '../admin/set-credential.ts'
import { setToken } from '../admin/set-token.ts'
import { AppError } from '../core/app-error.ts'
import { Secret } from '../core/secret.ts'
import { readInput } from './json-input.ts'

const dir = makeTempDir()
after(() => dir[Symbol.dispose]())
const file = join(dir.path, 'input.json')

function read(json: string, given: object = {}, act: { input: TObject } = addCredential) {
  writeFileSync(file, json)
  return readInput({ jsonInput: file }, act, given) as Promise<Record<string, unknown>>
}

test('without a file, arguments and options are the input', async () => {
  assert.deepEqual(await readInput({}, addCredential, { name: 'main', region: undefined }), { name: 'main' })
})

test('fields come from the file, and options override them', async () => {
  const json = '{"name": "main", "region": "eu-central-1", "bucketPatterns": ["a"], "isDefault": true}'

  const input = await read(json, { name: 'main', region: 'us-east-1', isDefault: undefined })

  assert.deepEqual(input, { name: 'main', region: 'us-east-1', bucketPatterns: ['a'], isDefault: true })
})

test('a secret becomes a Secret, a time in ISO 8601 a number, and a null field is left out', async () => {
  const json = '{"secretAccessKey": "a-secret", "expiresAt": "2999-01-02T03:04:05Z", "endpoint": null}'

  const { secretAccessKey, ...rest } = await read(json)

  assert.ok(secretAccessKey instanceof Secret)
  assert.equal(secretAccessKey.reveal(), 'a-secret')
  assert.deepEqual(rest, { expiresAt: Date.UTC(2999, 0, 2, 3, 4, 5) })
})

test('null removes a removable field', async () => {
  const input = await read('{"rate": null, "maxBytes": 5, "remove": ["acls"]}', { id: 'tok_1' }, setToken)

  assert.deepEqual(input, { id: 'tok_1', maxBytes: 5, remove: ['acls', 'rate'] })
})

for (const [json, message] of [
  ['{"secretAccessKey": "a-secret"', /is not a JSON object, such as/],
  ['["a-secret"]', /is not a JSON object/],
  ['{"name": "a-secret"}', /has another name than the command, which says main/],
] as const) {
  test(`${json} is refused, and the message does not repeat it`, async () => {
    await assert.rejects(read(json, { name: 'main' }), (error: Error) => {
      assert.match(error.message, message)
      assert.ok(!error.message.includes('a-secret'))
      return true
    })
  })
}

test('removals in options and in the file are combined', async () => {
  const input = await read('{"acls": null}', { id: 'tok_1', remove: ['rate'] }, setToken)

  assert.deepEqual(input.remove, ['acls', 'rate'])
})

test('every problem of the fields is reported at once, by their names in JSON', async () => {
  const json = '{"naem": 1, "region": null, "bucketPatterns": ["a", "a-secret*x"], "isDefault": true}'

  const problems = await listProblems(read(json, { name: 'main' }, setCredential))

  assert.deepEqual(problems, [
    '--json-input: "region" must not be null: it cannot be removed',
    '--json-input: "naem" is not known; did you mean "name"?',
    '--json-input: "bucketPatterns[1]" must be the name of a bucket, or a prefix of names with a * at its end',
  ])
})

test('a time has the same form as in the options', async () => {
  const [problem] = await listProblems(read('{"expiresAt": 32503680000}'))
  assert.equal(
    problem,
    '--json-input: "expiresAt" must be how long (90d, 1y, 12h), a date (2027-01-31) or a time (2027-01-31T18:00:00Z)',
  )
  const { expiresAt } = await read('{"expiresAt": "90d"}')
  assert.ok(Number(expiresAt) > Date.now())
})

async function listProblems(reading: Promise<unknown>): Promise<string[]> {
  const error = await reading.then(
    () => assert.fail('It was read'),
    (thrown: unknown) => thrown,
  )
  assert.ok(error instanceof AppError, String(error))
  return (error.details ?? []).map(({ message }) => message)
}

test('the error for a missing file names it', async () => {
  const jsonInput = join(dir.path, 'none.json')
  await assert.rejects(readInput({ jsonInput }, addCredential, {}), /none\.json does not exist/)
})
