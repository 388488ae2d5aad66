import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import {
  beRefusedBy,
  createAdministration,
  type SampleAdministration,
} from '../../test/samples/sample-administration.ts'
import { sampleAccount, sampleTime } from '../../test/samples/samples.ts'
import { type Administrator, type Role, roles } from '../core/administrator.ts'
import { type AskedAct, authorize } from './authorize.ts'
import { listAdministrationEvents } from './list-administration-events.ts'
import { listAuditEvents } from './list-audit-events.ts'

let admin: SampleAdministration
beforeEach(async () => {
  admin = await createAdministration()
  await admin.dependencies.accounts.insert(sampleAccount({ id: 'acc_other', name: 'other' }))
})
afterEach(() => admin.close())

function ask(administrator: Partial<Administrator>, asked: AskedAct, confirmedAt = sampleTime): Promise<string> {
  const person = { id: 'adm_1', email: 'ada@example.com', name: 'Ada', role: 'operator', ...administrator } as const
  const session = { id: 'ses_1', administrator: person, createdAt: sampleTime, confirmedAt, expiresAt: sampleTime + 1 }
  return authorize(session, asked, admin.dependencies)
}

const rank = (role: Role) => roles.indexOf(role)

for (const own of roles) {
  for (const role of roles) {
    const isAllowed = rank(own) <= rank(role)
    test(`${own} ${isAllowed ? 'may' : 'may not'} run acts that need the role ${role}`, async () => {
      const asking = ask({ role: own, ...(own === 'owner' ? {} : { accountId: 'acc_mine' }) }, { role })
      if (isAllowed) assert.equal(await asking, 'acc_mine')
      else assert.equal((await beRefusedBy(asking)).code, 'role_not_sufficient')
    })
  }
}

test('an owner may name any account that exists', async () => {
  assert.equal(await ask({ role: 'owner' }, { role: 'auditor', accountId: 'acc_other' }), 'acc_other')
  const refusal = await beRefusedBy(ask({ role: 'owner' }, { role: 'auditor', accountId: 'acc_none' }))
  assert.equal(refusal.code, 'account_not_found')
})

for (const role of ['operator', 'auditor'] as const) {
  test(`an ${role} has one account, and does not learn whether others exist`, async () => {
    assert.equal(await ask({ role, accountId: 'acc_other' }, { role }), 'acc_other')
    assert.equal(await ask({ role, accountId: 'acc_other' }, { role, accountId: 'acc_other' }), 'acc_other')
    const refusals = ['acc_mine', 'acc_none'].map((accountId) =>
      beRefusedBy(ask({ role, accountId: 'acc_other' }, { role, accountId })),
    )
    const [known, unknown] = await Promise.all(refusals)
    assert.deepEqual(known, unknown)
    assert.equal(known?.code, 'role_not_sufficient')
  })

  test(`an ${role} without an account, or whose account was removed, may do nothing`, async () => {
    assert.equal((await beRefusedBy(ask({ role }, { role }))).code, 'role_not_sufficient')
    assert.equal((await beRefusedBy(ask({ role, accountId: 'acc_gone' }, { role }))).code, 'role_not_sufficient')
  })
}

for (const [confirmedAt, isGood] of [
  [sampleTime - 10 * 60_000, true],
  [sampleTime - 10 * 60_000 - 1, false],
  [sampleTime + 10 * 60_000 + 1, false],
] as const) {
  test(`a session that was confirmed ${(sampleTime - confirmedAt) / 60_000} minutes ago is ${isGood ? '' : 'not '}enough`, async () => {
    const asked = { role: 'operator', confirms: true } as const
    const asking = ask({ role: 'owner' }, asked, confirmedAt)
    if (isGood) await asking
    else assert.equal((await beRefusedBy(asking)).code, 'confirmation_required')
    await ask({ role: 'owner' }, { role: 'operator' }, confirmedAt)
  })
}

test('only owners see records that belong to no account or to every account', async () => {
  const reach = { reach: 'account' } as const
  const asking = [
    admin.run(listAuditEvents, { anonymous: true }, reach),
    admin.run(listAdministrationEvents, { everyAccount: true }, reach),
  ]
  for (const one of asking) assert.equal((await beRefusedBy(one)).code, 'role_not_sufficient')
  await admin.run(listAuditEvents, { anonymous: true })
  await admin.run(listAdministrationEvents, { everyAccount: true })
})
