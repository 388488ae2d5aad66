import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type Act, chooseMethod } from '../../src/admin/act.ts'
import { acts } from '../../src/admin/registry.ts'
import { type Administrator, roles } from '../../src/core/administrator.ts'
import { toActPath } from '../../src/openapi/act-schema.ts'
import { type AdminAnswer, type Asker, askers, createAdminStand, ownAccount } from '../samples/admin-stand.ts'

// Every act with every kind of asker. The table comes from the registry, so it includes each new act.

const stand = await createAdminStand()
after(() => stand[Symbol.asyncDispose]())

/** Asks with an input that no act accepts: an asker with the right role gets that error, and nothing is done. */
function ask(act: Act, asker: Asker, account = ownAccount): Promise<AdminAnswer> {
  const input = { 'no-such-field': 1 }
  const path = `${toActPath(act)}?account=${account}`
  return chooseMethod(act) === 'POST'
    ? stand.post(asker, path, input)
    : stand.send(asker, { method: 'GET', url: `${path}&no-such-field=1` })
}

/** The status and the code of the answer that the table expects. */
function expect(act: Act, asker: Asker): readonly [number, string] {
  if (asker === 'nobody') return [401, 'sign_in_required']
  const mayDo = roles.indexOf(asker.split(' ')[0] as Administrator['role']) <= roles.indexOf(act.role)
  return mayDo && asker !== 'operator elsewhere' ? [400, 'invalid_request'] : [403, 'role_not_sufficient']
}

for (const act of acts) {
  for (const asker of askers) {
    const [status, code] = expect(act, asker)
    test(`${act.name} by ${asker} gets ${code}`, async () => {
      const answer = await ask(act, asker)

      assert.deepEqual([answer.status, answer.error?.code], [status, code], answer.text)
      if (status === 400) assert.match(answer.error?.details?.[0]?.message ?? '', /with an unusual name is not known/)
      assert.equal(answer.headers['cache-control'], 'no-store')
      assert.equal(answer.headers['x-content-type-options'], 'nosniff')
    })
  }

  if (act.confirms === true) {
    test(`${act.name} requires a confirmation, even from an owner`, async () => {
      stand.confirmedAt -= 10 * 60_000 + 1
      const answer = await ask(act, 'owner')
      stand.confirmedAt += 10 * 60_000 + 1

      assert.deepEqual([answer.status, answer.error?.code], [403, 'confirmation_required'])
    })
  }
}

for (const act of acts) {
  for (const field of ['anonymous', 'everyAccount'].filter((name) => Object.hasOwn(act.input.properties, name))) {
    test(`${act.name} with ${field} is for owners only`, async () => {
      const url = `${toActPath(act)}?${field}=true`
      for (const asker of ['operator', 'auditor'] as const) {
        assert.equal((await stand.send(asker, { url })).error?.code, 'role_not_sufficient')
      }
      assert.equal((await stand.send('owner', { url })).status, 200)
      assert.equal((await stand.send('auditor', { url: toActPath(act) })).status, 200)
    })
  }
}

test('only an owner learns that an account does not exist', async () => {
  const act = acts.find(({ name }) => name === 'list_tokens') ?? assert.fail()

  assert.equal((await ask(act, 'owner', 'acc_none')).error?.code, 'account_not_found')
  const [unknown, known] = [await ask(act, 'operator', 'acc_none'), await ask(act, 'operator', 'acc_other')]
  assert.equal(unknown.error?.code, 'role_not_sufficient')
  assert.equal(unknown.error?.message, known.error?.message)
})

test('a 401 names the way to authenticate', async () => {
  const { headers } = await stand.send('nobody', { method: 'GET', url: '/admin/api/list-tokens' })

  assert.equal(headers['www-authenticate'], 'Cookie realm="Signpost"')
})
