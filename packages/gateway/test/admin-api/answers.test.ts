import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { chooseMethod } from '../../src/admin/act.ts'
import { acts } from '../../src/admin/registry.ts'
import { publishActResult, toActPath } from '../../src/openapi/act-schema.ts'
import { createMasterKeyFile, locateMasterKeyFiles } from '../../src/vault/master-key-file.ts'
import { prepareScenario, scenario, scenarioStore, scriptText } from '../samples/act-scenario.ts'
import { type AdminAnswer, createAdminStand } from '../samples/admin-stand.ts'
import { findDeviations } from '../samples/document-responses.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

// Calls every act over HTTP with valid input: the answer is as documented, and the log names the administrator.

const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())
const files = locateMasterKeyFiles(stack.use(makeTempDir()).path)
createMasterKeyFile(files)
const stand = stack.use(
  await createAdminStand({
    dependencies: {
      askStore: scenarioStore.askStore,
      tryStore: async () => ({ features: [], left: [] }),
      masterKey: { source: 'file', files, isShared: false },
    },
  }),
)
await prepareScenario(stand)

test('the scenario has every act of the registry', () => {
  assert.deepEqual(scenario.map(({ act }) => act).sort(), acts.map(({ name }) => name).sort())
})

/** The first three ask a store. The others find the scenario as they would leave it. */
const changeNothing = [
  'test_credential',
  'examine_credential',
  'test_store',
  'set_administrator',
  'rotate_vault',
  'prune_audit_log',
]

const answers: Record<string, AdminAnswer['data']> = {}

for (const { act: name, input = () => ({}), code } of scenario) {
  test(`${name} answers as documented`, async () => {
    const act = acts.find((one) => one.name === name) ?? assert.fail()
    const { administration } = stand.admin.dependencies
    const before = await administration.list({ order: 'newest', limit: 1 })
    const answer = await send()
    answers[name] = answer.data

    if (code === undefined) {
      assert.equal(answer.status, 200, answer.text)
      const schema = { type: 'object', required: ['data'], properties: { data: publishActResult(act) } }
      const body = {
        status: 200,
        headers: new Headers({ 'content-type': 'application/json' }),
        body: { data: answer.data },
      }
      assert.deepEqual(findDeviations({ content: { 'application/json': { schema } } }, body), [])
    } else assert.equal(answer.error?.code, code)
    const [event] = await administration.list({ order: 'newest', limit: 1 })
    if (event?.id === before[0]?.id) {
      assert.ok(code !== undefined || act.effect === 'read' || changeNothing.includes(name), 'the change left no event')
      return
    }
    assert.deepEqual([event?.act, event?.actor], [name, { via: 'dashboard', name: 'owner@example.com' }])

    function send(): Promise<AdminAnswer> {
      const path = toActPath(act)
      const fields = input(answers)
      if (chooseMethod(act) === 'POST') return stand.post('owner', path, fields)
      const query = new URLSearchParams(
        Object.entries(fields).flatMap(([field, value]) => [value].flat().map((one) => [field, String(one)])),
      )
      return stand.send('owner', { url: `${path}?${query}` })
    }
  })
}

test('a text that looks like a script is sent as JSON, which no browser renders as a page', async () => {
  for (const url of ['/admin/api/show-audit-event?id=1', '/admin/api/list-administrators']) {
    const answer = await stand.send('owner', { url })
    assert.ok(JSON.stringify(answer.data).includes(JSON.stringify(scriptText)), url)
    assert.equal(answer.headers['content-type'], 'application/json; charset=utf-8')
    assert.equal(answer.headers['x-content-type-options'], 'nosniff')
    assert.match(String(answer.headers['content-security-policy']), /^default-src 'none'/)
  }
})

test('no answer contained a secret', () => {
  assert.ok(!JSON.stringify(answers).includes('a-secret-access-key'))
})
