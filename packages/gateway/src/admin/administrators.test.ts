import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  beRefusedBy,
  createAdministration,
  type SampleAdministration,
} from '../../test/samples/sample-administration.ts'
import { sampleTime } from '../../test/samples/samples.ts'
import type { AdministrationEvent } from '../core/administration-event.ts'
import type { Administrator, AdministratorSession } from '../core/administrator.ts'
import { endSession } from './end-session.ts'
import { hashInvitationToken } from './invitation-link.ts'
import { inviteAdministrator } from './invite-administrator.ts'
import { inviteFirst } from './invite-first.ts'
import { listAdministrators } from './list-administrators.ts'
import { listSessions } from './list-sessions.ts'
import { removeAdministrator } from './remove-administrator.ts'
import { resetAdministrator } from './reset-administrator.ts'
import { setAdministrator } from './set-administrator.ts'

const day = 86_400_000

/** Accepts the invitation that a link carries. */
async function accept({ dependencies }: SampleAdministration, link: string, email: string): Promise<Administrator> {
  const { administrators, newId } = dependencies
  const newcomer = { id: newId('adm'), email, name: email, isEmailKnown: false, passwordHash: 'hash' }
  const made = await administrators.accept(
    { hash: hashInvitationToken(readToken(link)) },
    newcomer,
    sampleTime,
    ({ id }) => ({
      ...{ at: sampleTime, actor: { via: 'dashboard', name: email }, act: 'accept_invitation' },
      ...{ target: { kind: 'administrator', id, name: email }, changes: [] },
    }),
  )
  assert.ok(typeof made === 'object', String(made))
  return made
}

function readToken(link: string): string {
  const [place, token = ''] = link.split('#')
  assert.equal(place, 'http://localhost:8080/dashboard/invitation')
  assert.match(token, /^[\w-]{43}$/)
  return token
}

async function makeOwner(admin: SampleAdministration, email = 'owner@example.com'): Promise<Administrator> {
  const { link } = await admin.run(inviteAdministrator, {})
  return accept(admin, link, email)
}

function sessionOf(administrator: Administrator): AdministratorSession {
  return { id: 'ses_own', administrator, createdAt: sampleTime, confirmedAt: sampleTime, expiresAt: sampleTime + day }
}

describe('invitations', () => {
  test('an invitation is for an owner and for a day by default, and is recorded without the token', async () => {
    const admin = await createAdministration()
    const invited = await admin.run(inviteAdministrator, { email: 'Ada@Example.com' })

    assert.equal(invited.role, 'owner')
    assert.equal(invited.expiresAt, sampleTime + day)
    const { administrators, invitations } = await admin.run(listAdministrators, {})
    assert.deepEqual(administrators, [])
    assert.deepEqual(
      invitations.map(({ email, role, invitedBy }) => ({ email, role, invitedBy })),
      [{ email: 'ada@example.com', role: 'owner', invitedBy: 'alice' }],
    )
    const [event] = await admin.dependencies.administration.list({ order: 'newest', limit: 1 })
    assert.equal(event?.act, 'invite_administrator')
    assert.ok(!JSON.stringify(event).includes(readToken(invited.link)))
  })

  test('an operator has one account, an owner has none', async () => {
    const admin = await createAdministration()
    await admin.dependencies.accounts.insert({ id: 'acc_other', name: 'other', createdAt: 1 })

    assert.equal((await admin.run(inviteAdministrator, { role: 'operator' })).accountId, 'acc_mine')
    const other = await admin.run(inviteAdministrator, { role: 'auditor', accountId: 'acc_other', hours: 1 })
    assert.equal(other.accountId, 'acc_other')
    assert.equal(other.expiresAt, sampleTime + 3_600_000)
    const refused = await beRefusedBy(admin.run(inviteAdministrator, { role: 'owner', accountId: 'acc_other' }))
    assert.match(refused.message, /every account/)
    const missing = await beRefusedBy(admin.run(inviteAdministrator, { role: 'operator', accountId: 'acc_none' }))
    assert.equal(missing.code, 'account_not_found')
  })

  test('an address that is an administrator’s already is not invited', async () => {
    const admin = await createAdministration()
    await makeOwner(admin)
    const refused = await beRefusedBy(admin.run(inviteAdministrator, { email: 'OWNER@example.com' }))
    assert.equal(refused.code, 'name_taken')
  })

  test('an invitation is withdrawn by its id or its address', async () => {
    const admin = await createAdministration()
    const { id } = await admin.run(inviteAdministrator, {})
    await admin.run(inviteAdministrator, { email: 'ada@example.com' })

    assert.equal((await admin.run(removeAdministrator, { administrator: id })).wasInvitation, true)
    assert.equal((await admin.run(removeAdministrator, { administrator: 'Ada@example.com' })).email, 'ada@example.com')
    assert.deepEqual((await admin.run(listAdministrators, {})).invitations, [])
    assert.equal(
      (await beRefusedBy(admin.run(removeAdministrator, { administrator: id }))).code,
      'administrator_not_found',
    )
  })

  test('the very first link is available until there is an administrator', async () => {
    const admin = await createAdministration()
    const former = await inviteFirst(admin.dependencies)
    const latter = await inviteFirst(admin.dependencies)
    assert.ok(former !== undefined && latter !== undefined)
    const { administrators } = admin.dependencies
    assert.equal(await administrators.findInvitation(hashInvitationToken(former), sampleTime), undefined)

    await accept(admin, `http://localhost:8080/dashboard/invitation#${latter}`, 'first@example.com')
    assert.equal(await inviteFirst(admin.dependencies), undefined)
  })
})

describe('administrators', () => {
  test('a role and an account are changed, and unchanged fields are not recorded', async () => {
    const admin = await createAdministration()
    await makeOwner(admin)
    const second = await makeOwner(admin, 'second@example.com')
    const set = (role: Administrator['role']) => admin.run(setAdministrator, { administrator: second.email, role })

    assert.deepEqual((await set('operator')).changes, [
      { field: 'role', from: 'owner', to: 'operator' },
      { field: 'accountId', from: null, to: 'acc_mine' },
    ])
    assert.deepEqual((await set('operator')).changes, [])
    assert.deepEqual((await set('auditor')).changes, [{ field: 'role', from: 'operator', to: 'auditor' }])
    assert.deepEqual((await set('owner')).changes, [
      { field: 'role', from: 'auditor', to: 'owner' },
      { field: 'accountId', from: 'acc_mine', to: null },
    ])
    const events = await admin.dependencies.administration.list({ order: 'newest', limit: 10 })
    assert.equal(events.filter(({ act }) => act === 'set_administrator').length, 3)
  })

  test('a move to another account is not an event of that account, because it would name the former account', async () => {
    const admin = await createAdministration()
    await makeOwner(admin)
    const { email } = await makeOwner(admin, 'second@example.com')
    await admin.dependencies.accounts.insert({ id: 'acc_other', name: 'other', createdAt: 1 })
    await admin.run(setAdministrator, { administrator: email, role: 'auditor', accountId: 'acc_other' })
    await admin.run(setAdministrator, { administrator: email, accountId: 'acc_mine' })
    const events = await admin.dependencies.administration.list({ accountId: 'acc_mine', order: 'newest', limit: 10 })
    assert.ok(!JSON.stringify(events).includes('acc_other'))
  })

  test('the last owner can be neither removed nor given another role', async () => {
    const admin = await createAdministration()
    const { email } = await makeOwner(admin)

    assert.equal((await beRefusedBy(admin.run(removeAdministrator, { administrator: email }))).code, 'last_owner')
    const demoted = admin.run(setAdministrator, { administrator: email, role: 'auditor' })
    assert.equal((await beRefusedBy(demoted)).code, 'last_owner')
    await makeOwner(admin, 'second@example.com')
    assert.equal((await admin.run(removeAdministrator, { administrator: email })).email, email)
  })

  test('a reset removes every way to sign in, and returns a link for choosing a password', async () => {
    const admin = await createAdministration()
    const { id, email } = await makeOwner(admin)
    const { link } = await admin.run(resetAdministrator, { administrator: id })

    const [shown] = (await admin.run(listAdministrators, {})).administrators
    assert.equal(shown?.hasPassword, false)
    const found = await admin.dependencies.administrators.findInvitation(
      hashInvitationToken(readToken(link)),
      sampleTime,
    )
    assert.deepEqual([found?.kind, found?.administratorId], ['reset', id])
    const nobody = admin.run(resetAdministrator, { administrator: 'nobody@example.com' })
    assert.equal((await beRefusedBy(nobody)).code, 'administrator_not_found')
    assert.equal((await admin.dependencies.administration.list({ order: 'newest', limit: 1 }))[0]?.target.name, email)
  })
})

describe('sessions', () => {
  test('only owners and the command line see the sessions of others', async () => {
    const admin = await createAdministration()
    const owner = await makeOwner(admin)
    const { link } = await admin.run(inviteAdministrator, { role: 'auditor' })
    const auditor = await accept(admin, link, 'auditor@example.com')
    const asked: (string | undefined)[] = []
    const ended: string[] = []
    const base = { createdAt: 1, lastSeenAt: 1, expiresAt: 2 }
    const all = [
      { ...base, id: 'ses_own', administratorId: auditor.id, email: auditor.email },
      { ...base, id: 'ses_other', administratorId: owner.id, email: owner.email },
    ]
    const administrators = {
      ...admin.dependencies.administrators,
      async listSessions(_now: number, id?: string) {
        asked.push(id)
        return all.filter(({ administratorId }) => id === undefined || id === administratorId)
      },
      async endSession(id: string, event?: AdministrationEvent) {
        ended.push(`${event?.act} ${event?.target.name} ${id}`)
        return true
      },
    }
    const as = (administrator: Administrator) => ({ administrators, session: sessionOf(administrator) })

    const own = await admin.run(listSessions, {}, as(auditor))
    assert.deepEqual(
      own.sessions.map(({ id, isCurrent }) => [id, isCurrent]),
      [['ses_own', true]],
    )
    await admin.run(listSessions, { administrator: 'Auditor@example.com' }, as(auditor))
    const foreign = admin.run(listSessions, { administrator: owner.email }, as(auditor))
    assert.equal((await beRefusedBy(foreign)).code, 'role_not_sufficient')
    await admin.run(listSessions, { administrator: auditor.email }, as(owner))
    await admin.run(listSessions, {}, { administrators })
    assert.deepEqual(asked, [auditor.id, auditor.id, auditor.id, undefined])

    const stolen = admin.run(endSession, { id: 'ses_other' }, as(auditor))
    assert.equal((await beRefusedBy(stolen)).code, 'session_not_found')
    await admin.run(endSession, { id: 'ses_own' }, as(auditor))
    await admin.run(endSession, { id: 'ses_own' }, as(owner))
    await admin.run(endSession, { id: 'ses_other' }, { administrators })
    assert.deepEqual(ended, [
      'end_session auditor@example.com ses_own',
      'end_session auditor@example.com ses_own',
      'end_session owner@example.com ses_other',
    ])
  })
})
