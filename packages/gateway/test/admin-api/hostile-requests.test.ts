import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { chooseMethod } from '../../src/admin/act.ts'
import { acts } from '../../src/admin/registry.ts'
import { toActPath } from '../../src/openapi/act-schema.ts'
import { createMasterKeyFile, locateMasterKeyFiles } from '../../src/vault/master-key-file.ts'
import { createAdminStand, ownOrigin } from '../samples/admin-stand.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

// Whatever a signed-in client sends, the gateway never answers with an internal error.

const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())
const files = locateMasterKeyFiles(stack.use(makeTempDir()).path)
createMasterKeyFile(files)
const masterKey = { source: 'file', files, isShared: false } as const
const stand = stack.use(await createAdminStand({ dependencies: { masterKey } }))

const bodies = [
  '',
  '{',
  '[]',
  'null',
  '"text"',
  '{"name": "a", "name": "b"}',
  '{"__proto__": {"role": "owner"}, "constructor": 1}',
  `${'{"a":'.repeat(40)}1${'}'.repeat(40)}`,
  '{"name": {"toString": 1}}',
  '{"name": ["a"], "id": [], "before": {}, "expiresAt": [], "remove": "name", "allow": "x"}',
  '{"expiresAt": "now", "before": "1e999", "before ": 1}',
  '{"name": "\\ud800", "id": "tok_\\u0000", "secretAccessKey": 5, "sessionToken": {}}',
  Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]),
]

for (const act of acts.filter((one) => chooseMethod(one) === 'POST')) {
  test(`${act.name} answers malformed bodies without an internal error`, async () => {
    for (const payload of bodies) {
      const headers = { origin: ownOrigin, 'content-type': 'application/json' }
      const { status, text } = await stand.send('owner', { method: 'POST', url: toActPath(act), headers, payload })
      assert.ok(status < 500, `${String(payload)}: ${text}`)
    }
  })
}

for (const act of acts.filter((one) => chooseMethod(one) === 'GET')) {
  test(`${act.name} answers odd queries without an internal error`, async () => {
    const names = Object.keys(act.input.properties)
    const values = ['', '%', '%ff', '%00', '1e9', '-1', 'null', '[object Object]', '%F0%9F%A6%8A', 'a'.repeat(2000)]
    for (const name of [...names, '__proto__', 'account', 'toString']) {
      for (const value of values) {
        for (const query of [`${name}=${value}`, `${name}=${value}&${name}=${value}`]) {
          const { status, text } = await stand.send('owner', { url: `${toActPath(act)}?${query}` })
          assert.ok(status < 500, `${query}: ${text}`)
        }
      }
    }
  })
}

test('made-up inputs with an unknown field are refused', async () => {
  const act = fc.constantFrom(...acts.filter(({ name }) => name !== 'rotate_vault' && name !== 'replace_master_key'))
  await fc.assert(
    fc.asyncProperty(
      act,
      fc.dictionary(fc.string({ maxLength: 20 }), fc.jsonValue({ maxDepth: 3 })),
      async (one, input) => {
        const fields = { ...input, 'no-such-field': 1 }
        const answer =
          chooseMethod(one) === 'POST'
            ? await stand.post('owner', toActPath(one), fields)
            : await stand.send('owner', { url: `${toActPath(one)}?${new URLSearchParams(toTexts(fields))}` })
        assert.equal(answer.status, 400, answer.text)
      },
    ),
    { numRuns: 150 },
  )
})

function toTexts(fields: object): [string, string][] {
  return Object.entries(fields).map(([name, value]) => [name, JSON.stringify(value)])
}

test('an unknown path is not found, and a mistyped one gets a suggestion', async () => {
  assert.equal((await stand.send('owner', { url: '/admin/api/nothing-of-the-kind' })).error?.code, 'route_not_found')
  const { error } = await stand.send('owner', { url: '/admin/api/list-token' })
  assert.match(error?.message ?? '', /did you mean \/admin\/api\/list-tokens\?/)
  assert.equal((await stand.send('owner', { url: '/admin/api/' })).status, 404)
  assert.equal((await stand.send('owner', { url: '/admin/api' })).status, 404)
})
