import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Compile } from 'typebox/schema'
import { fileOf } from '../../test/samples/apply-state.ts'
import { addCredential } from '../admin/add-credential.ts'
import { createToken } from '../admin/create-token.ts'
import { readStateFile } from './read-state-file.ts'
import { credentialFields, tokenFields } from './state-fields.ts'
import { formatStateSchema, renderStateSchema } from './state-json-schema.ts'

const isGood = (value: unknown) => Compile(renderStateSchema()).Check(value)

test('docs/state-file.schema.json is generated from the fields', () => {
  const page = readFileSync(new URL('../../../../docs/state-file.schema.json', import.meta.url), 'utf8')
  assert.equal(page, formatStateSchema(), 'run `node scripts/generate-docs.ts`')
  assert.ok(!page.includes('"x-'))
})

test('the schema accepts what the reader accepts, and refuses what an editor can recognize as wrong', async () => {
  const file = fileOf(
    'credentials',
    'aws: { accessKeyId: A, secretAccessKey: env:KEY, region: eu-central-1, actions: [upload] }',
  )
  assert.ok(isGood((await readStateFile(file)).state))
  const token = (fields: object) => ({ version: 1, accounts: { default: { tokens: { app: fields } } } })
  assert.ok(isGood(token({ allow: ['upload:my-bucket/*'], valueTo: { file: 'a' } })))
  for (const wrong of [{ alow: [] }, { maxBytes: '5MB' }, { acls: ['public'] }, { valueTo: { path: 'a' } }]) {
    assert.ok(!isGood(token(wrong)), JSON.stringify(wrong))
  }
  assert.ok(!isGood({ version: 2 }))
  assert.ok(!isGood({ version: 1, accounts: { '-x': {} } }))
  const credential = { accessKeyId: 'A', secretAccessKey: 'wJalrXUtnFEMI', region: 'eu-central-1' }
  assert.ok(!isGood({ version: 1, accounts: { default: { credentials: { aws: credential } } } }))
})

test('the file has every field of a new credential or token', () => {
  const ofCommands = ['name', 'ifAbsent', 'unchecked']
  const without = (fields: object) => Object.keys(fields).filter((name) => !ofCommands.includes(name))
  assert.deepEqual(
    without(addCredential.input.properties).filter((name) => !Object.hasOwn(credentialFields, name)),
    [],
  )
  assert.deepEqual(
    without(createToken.input.properties).filter((name) => !Object.hasOwn(tokenFields, name)),
    [],
  )
})
