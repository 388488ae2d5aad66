import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppError } from '../core/app-error.ts'
import { readStateFile } from './read-state-file.ts'

/** Returns the problems of a file, one per line. */
async function refuse(text: string): Promise<string[]> {
  const error = await readStateFile(text).then(
    () => assert.fail('It was read'),
    (thrown: unknown) => thrown,
  )
  assert.ok(error instanceof AppError && error.code === 'invalid_state_file', String(error))
  return (error.details ?? []).map(({ message }) => message)
}

const good = `
version: 1
accounts:
  default:
    credentials:
      aws: { accessKeyId: AKIA, secretAccessKey: env:KEY, region: eu-central-1 }
    tokens:
      app: { allow: ['upload:my-bucket/*'], expiresAt: 2027-01-31 }
`

test('a valid file is read unchanged', async () => {
  const { state } = await readStateFile(good)
  assert.equal(state.accounts?.default?.credentials?.aws?.region, 'eu-central-1')
  assert.deepEqual(
    { ...state.accounts?.default?.tokens?.app },
    { allow: ['upload:my-bucket/*'], expiresAt: '2027-01-31' },
  )
})

test('every problem is reported at once, with its line, its place and what would be valid', async () => {
  const text = `version: 2
account: {}
accounts:
  default:
    credentials:
      aws:
        accessKeyID: AKIA
        regoin: eu-central-1
      r2: { from: instance, accessKeyId: a, region: auto, profile: x, signatureVersion: v3 }
      b2:
        accessKeyId: AKIA
        secretAccessKey: wJalrXUtnFEMI
        region: us-east-1
    tokens:
      app:
        allow:
          - upload:my-bucket/*
          - uplaod:my-bucket/*
        maxBytes: -1
        valueTo: { file: a, command: b }
      -x: {}
      y:
  acme: []
`
  const problems = await refuse(text)
  for (const part of [
    'Line 1, version: "version" must be 1',
    'Line 2, account: "account" is not known; did you mean "accounts"?',
    'Line 7, accounts.default.credentials.aws.accessKeyID: "accessKeyID" is not known; did you mean "accessKeyId"?',
    'Line 8, accounts.default.credentials.aws.regoin: "regoin" is not known; did you mean "region"?',
    'Line 6, accounts.default.credentials.aws.region: "region" is required',
    'accounts.default.credentials.r2.accessKeyId: "accessKeyId" must be absent: with "from" the keys come from that source',
    'Line 9, accounts.default.credentials.r2.profile: "profile" does not go with instance',
    'accounts.default.credentials.r2.signatureVersion: "signatureVersion" must be one of v4, v2',
    'Line 12, accounts.default.credentials.b2.secretAccessKey: "secretAccessKey" must say where the secret is, not contain it: env:NAME',
    'Line 18, accounts.default.tokens.app.allow[1]: "allow[1]"',
    'Line 19, accounts.default.tokens.app.maxBytes: "maxBytes" must be a whole number of bytes',
    'accounts.default.tokens.app.valueTo: "valueTo" must be {file: PATH} or {command: COMMAND}',
    'Line 21, accounts.default.tokens.-x: must have a name of',
    'Line 22, accounts.default.tokens.y: must be a map of fields; {} for none',
    'Line 23, accounts.acme: must be a map of fields',
  ]) {
    assert.ok(
      problems.some((problem) => problem.startsWith(part) || problem.includes(part)),
      `${part}\nis not in\n${problems.join('\n')}`,
    )
  }
  assert.ok(!problems.join().includes('wJalr'), 'no secret is repeated')
})

test('relations between entries are checked as well', async () => {
  const problems = await refuse(`
version: 1
accounts:
  acme: { formerName: other }
  other: {}
  default:
    credentials:
      a: { from: 'assume-role:arn:aws:iam::123456789012:role/R', source: b, region: eu-central-1, isDefault: true }
      b: { from: 'assume-role:arn:aws:iam::123456789012:role/R', source: a, region: eu-central-1, isDefault: true }
      c: { from: 'assume-role:arn:aws:iam::123456789012:role/R', source: nobody, region: eu-central-1 }
      d: { from: instance, region: nowhere-1, preset: hetzner }
    tokens:
      x: { valueTo: { file: t } }
      y: { valueTo: { file: t }, formerName: x }
`)
  for (const part of [
    'accounts.default.credentials.a.source: "source" must not lead back to this credential',
    'accounts.default.credentials.b.isDefault: "isDefault" must be true for only one credential, and is true for a already',
    'accounts.default.credentials.c.source: "source" must be a credential of the same account in this file',
    'accounts.default.credentials.d.region: "region" must be',
    'accounts.default.tokens.y.valueTo: "valueTo" must name another file: x uses this one',
    'accounts.default.tokens.y.formerName: "formerName" must not be the name or the former name of another entry',
  ]) {
    assert.ok(
      problems.some((problem) => problem.includes(part)),
      `${part}\nis not in\n${problems.join('\n')}`,
    )
  }
})

test('an administrator is named by an address in lowercase that an invitation accepts as well', async () => {
  const rule = /administrators\.("[^"]+"|ada): must be named by an email address in lowercase/
  for (const name of [
    'Ada@example.com',
    'ada',
    'a da@example.com',
    '"a\\u0000da@example.com"',
    '"ada@example\\u001b.com"',
  ]) {
    assert.match((await refuse(`version: 1\nadministrators:\n  ${name}: { role: owner }`)).join('\n'), rule, name)
  }
  const { state } = await readStateFile('version: 1\nadministrators:\n  ada@example.com: { role: owner }')
  assert.deepEqual(Object.keys(state.administrators ?? {}), ['ada@example.com'])
})

test('the file is YAML 1.2: names are texts, no and on are not booleans, aliases are read', async () => {
  const { state } = await readStateFile(`
version: 1
accounts:
  no: { tokens: &tokens { 123: &app { networks: [10.0.0.0/8] }, 1e3: *app } }
  on: { tokens: *tokens }
`)
  assert.deepEqual(Object.keys(state.accounts ?? {}), ['no', 'on'])
  assert.deepEqual(Object.keys(state.accounts?.on?.tokens ?? {}), ['123', '1e3'])
  assert.deepEqual(state.accounts?.on?.tokens?.['1e3']?.networks, ['10.0.0.0/8'])
})

test('hostile and broken YAML is refused with a message', async () => {
  const bomb = ['a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1]']
  for (let level = 1; level < 9; level++)
    bomb.push(
      `a${level}: &a${level} [${Array(10)
        .fill(`*a${level - 1}`)
        .join(', ')}]`,
    )
  const cases: [string, RegExp][] = [
    ['', /must be a map of fields/],
    ['just text', /must be a map of fields/],
    ['version: 1\nversion: 1', /^Line 2, version: This name occurs twice$/],
    ['version: 1\n---\nversion: 1', /must be one document/],
    ['version: 1\naccounts: [', /^Line 2: It is not YAML/],
    ['version: !!js/function 1', /It is not YAML: Unresolved tag/],
    ['version: 1\naccounts: *nobody', /alias refers to nothing/],
    ['version: 1\nadministrators: {"a\\0b@example.com": {role: owner}}', /must be named by an email address/],
    ['version: 1\naccounts: &a\n  b: *a', /too many values, or they are nested too deep/],
    [bomb.join('\n'), /too many values, or they are nested too deep/],
    ['['.repeat(50_000), /nested too deep/],
    ['version: 1\naccounts: {__proto__: {}}', /__proto__: must have a name of/],
    ['version: 1\naccounts: {default: {tokens: {a: {<<: {}}}}}', /A field with an unusual name is not known/],
    [`# ${'x'.repeat(33 * 1024 * 1024)}`, /must not exceed 32 MiB/],
  ]
  for (const [text, expected] of cases) assert.match((await refuse(text)).join('\n'), expected)
})

test('an alias refers to the last anchor of its name before it', async () => {
  const { state } = await readStateFile(`
version: 1
accounts:
  one: { tokens: { a: &t { rate: 1/s }, b: *t } }
  two: { tokens: { a: &t { rate: 2/s }, b: *t } }
`)
  assert.equal(state.accounts?.one?.tokens?.b?.rate, '1/s')
  assert.equal(state.accounts?.two?.tokens?.b?.rate, '2/s')
})

test('the time for a file with many aliases, or with as many problems as entries, is proportional to its length', async (t) => {
  const read = async (count: number, entry: (index: number) => string) => {
    const entries = Array.from({ length: count }, (_, index) => `      t${index}: ${entry(index)}`)
    const began = performance.now()
    await readStateFile(`version: 1\naccounts:\n  default:\n    tokens:\n${entries.join('\n')}`).catch(() => {})
    return performance.now() - began
  }
  for (const [what, entry] of [
    ['aliases', (index: number) => (index === 0 ? '&t { rate: 1/s }' : '*t')],
    ['problems', () => '{ x: 1 }'],
  ] as const) {
    await read(1000, entry)
    const [short, long] = [await read(2000, entry), await read(20_000, entry)]
    t.diagnostic(`${what}: ${Math.round(short)} ms, ten times as many ${Math.round(long)} ms`)
    assert.ok(long < 40 * short, `${what}: ${short} ms, and ${long} ms for ten times as many`)
  }
})

test('at most 100 problems are reported', async () => {
  const tokens = Array.from({ length: 500 }, (_, index) => `      t${index}: { x: 1 }`)
  assert.equal((await refuse(`version: 1\naccounts:\n  default:\n    tokens:\n${tokens.join('\n')}`)).length, 100)
})
