import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { AdministrationEvent } from '../../src/core/administration-event.ts'
import type { Administrator, Role } from '../../src/core/administrator.ts'
import type { NewInvitation } from '../../src/core/administrator-ports.ts'
import { newId } from '../../src/core/ids.ts'
import type { Database } from '../../src/core/ports.ts'
import { sampleAccount } from '../samples/samples.ts'
import type { DatabaseImplementation } from './database-implementation.ts'

const now = Date.UTC(2026, 0, 1)
const day = 86_400_000

function sampleInvitation(overrides: Partial<NewInvitation> = {}): NewInvitation {
  const id = newId('inv')
  return {
    id,
    hash: `hash of ${id}`,
    kind: 'invitation',
    role: 'owner',
    createdAt: now,
    expiresAt: now + day,
    ...overrides,
  }
}

function toEvent({ id, email }: Administrator): AdministrationEvent {
  const actor = { via: 'dashboard', name: email } as const
  return { at: now, actor, act: 'accept_invitation', target: { kind: 'administrator', id, name: email }, changes: [] }
}

function accept({ administrators }: Database, { hash }: NewInvitation, email: string, at = now) {
  const newcomer = { id: newId('adm'), email, name: email, isEmailKnown: false, passwordHash: 'hashed' }
  return administrators.accept({ hash }, newcomer, at, toEvent)
}

async function makeAdministrator(database: Database, email: string, role: Role = 'owner'): Promise<string> {
  const account = role === 'owner' ? undefined : await database.accounts.ensure(sampleAccount({ name: 'default' }))
  const invitation = sampleInvitation({ role, ...(account === undefined ? {} : { accountId: account.id }) })
  await database.administrators.invite(invitation)
  const made = await accept(database, invitation, email)
  assert.ok(typeof made === 'object')
  return made.id
}

/** The contract's part about administrators. */
export function describeAdministratorContract({ makeDatabase, waitsAsynchronously }: DatabaseImplementation): void {
  describe('administrators', () => {
    test('an invitation makes one administrator, and none once it has expired', async () => {
      await using testDatabase = await makeDatabase()
      const database = await testDatabase.open()
      const [good, late] = [sampleInvitation({ email: 'a@example.com' }), sampleInvitation({ expiresAt: now + 1 })]
      for (const invitation of [good, late]) await database.administrators.invite(invitation)

      assert.equal(await accept(database, late, 'late@example.com', now + 1), 'not-good')
      const made = await accept(database, good, 'a@example.com')
      assert.ok(typeof made === 'object')
      assert.equal(await accept(database, good, 'b@example.com'), 'not-good')
      assert.equal(await accept(database, sampleInvitation(), 'c@example.com'), 'not-good')

      const { createdAt, ...listed } = (await database.administrators.list())[0] ?? { createdAt: 0 }
      assert.equal(createdAt, now)
      assert.deepEqual(listed, { ...made, hasPassword: true, hasTotp: false, passkeys: 0, hasOidc: false })
      assert.deepEqual(await database.administrators.find(made.id), { ...listed, createdAt })
      assert.deepEqual(await database.administrators.find('A@Example.com'), { ...listed, createdAt })
      const events = await database.administration.list({ order: 'newest', limit: 10 })
      assert.deepEqual(
        events.map(({ act, target }) => [act, target.id]),
        [['accept_invitation', made.id]],
      )
    })

    test('of several people who accept one invitation at the same time, one succeeds', async () => {
      await using testDatabase = await makeDatabase()
      const first = await testDatabase.open()
      const second = waitsAsynchronously ? await testDatabase.open() : first
      const invitation = sampleInvitation()
      await first.administrators.invite(invitation)

      const emails = ['a@example.com', 'b@example.com', 'c@example.com', 'd@example.com']
      const results = await Promise.all(emails.map((email, n) => accept(n % 2 ? first : second, invitation, email)))

      assert.equal(results.filter((result) => result === 'not-good').length, 3)
      assert.equal((await first.administrators.list()).length, 1)
    })

    test('an email address is unique, and a refused one leaves the invitation valid', async () => {
      await using testDatabase = await makeDatabase()
      const database = await testDatabase.open()
      await makeAdministrator(database, 'a@example.com')
      const invitation = sampleInvitation()
      await database.administrators.invite(invitation)

      assert.equal(await accept(database, invitation, 'a@example.com'), 'email-taken')
      assert.equal(typeof (await accept(database, invitation, 'b@example.com')), 'object')
    })

    test('an invitation can be accepted by the email address that it names', async () => {
      await using testDatabase = await makeDatabase()
      const database = await testDatabase.open()
      await database.administrators.invite(sampleInvitation({ email: 'a@example.com', role: 'auditor' }))
      const newcomer = { id: newId('adm'), email: 'a@example.com', name: 'A', isEmailKnown: true }

      const other = { ...newcomer, email: 'b@example.com' }
      assert.equal(await database.administrators.accept({ email: other.email }, other, now, toEvent), 'not-good')
      const made = await database.administrators.accept({ email: newcomer.email }, newcomer, now, toEvent)
      assert.equal((made as Administrator).role, 'auditor')
    })

    test('a new first-run invitation replaces the former one, and none is made once an administrator exists', async () => {
      await using testDatabase = await makeDatabase()
      const database = await testDatabase.open()
      const [former, latter] = [sampleInvitation({ kind: 'first-run' }), sampleInvitation({ kind: 'first-run' })]

      assert.equal(await database.administrators.inviteFirst(former), true)
      assert.equal(await database.administrators.inviteFirst(latter), true)
      assert.equal(await database.administrators.findInvitation(former.hash, now), undefined)
      assert.equal((await database.administrators.findInvitation(latter.hash, now))?.id, latter.id)
      assert.equal(typeof (await accept(database, latter, 'a@example.com')), 'object')
      assert.equal(await database.administrators.hasAny(), true)
      assert.equal(await database.administrators.inviteFirst(sampleInvitation({ kind: 'first-run' })), false)
    })

    test('no first-run invitation is made once an owner was invited by hand', async () => {
      await using testDatabase = await makeDatabase()
      const { administrators } = await testDatabase.open()
      const invited = sampleInvitation()
      await administrators.invite(invited)

      assert.equal(await administrators.inviteFirst(sampleInvitation({ kind: 'first-run' })), false)
      assert.equal(await administrators.withdraw(invited.id, now), true)
      assert.equal(await administrators.withdraw(invited.id, now), false)
      assert.equal(await administrators.inviteFirst(sampleInvitation({ kind: 'first-run' })), true)
    })

    test('the first-run invitation ends as soon as there is an administrator, whoever it is', async () => {
      await using testDatabase = await makeDatabase()
      const database = await testDatabase.open()
      const first = sampleInvitation({ kind: 'first-run' })
      await database.administrators.inviteFirst(first)

      await makeAdministrator(database, 'invited@example.com', 'auditor')

      assert.equal(await database.administrators.findInvitation(first.hash, now), undefined)
      assert.equal(await accept(database, first, 'stranger@example.com'), 'not-good')
    })

    test('a start ends the first-run invitation once an owner was invited by hand', async () => {
      await using testDatabase = await makeDatabase()
      const { administrators } = await testDatabase.open()
      const first = sampleInvitation({ kind: 'first-run' })
      await administrators.inviteFirst(first)
      await administrators.invite(sampleInvitation())

      assert.equal(await administrators.inviteFirst(sampleInvitation({ kind: 'first-run' })), false)
      assert.equal(await administrators.findInvitation(first.hash, now), undefined)
    })

    test('the last owner stays owner, even when two owners remove each other at the same time', async () => {
      await using testDatabase = await makeDatabase()
      const database = await testDatabase.open()
      const other = waitsAsynchronously ? await testDatabase.open() : database
      const account = await database.accounts.ensure(sampleAccount({ name: 'default' }))
      const one = await makeAdministrator(database, 'one@example.com')
      await makeAdministrator(database, 'auditor@example.com', 'auditor')

      assert.equal(await database.administrators.remove(one), 'last-owner')
      assert.equal(await database.administrators.setRole(one, 'operator', account.id), 'last-owner')
      assert.equal(await database.administrators.setRole(one, 'owner', undefined), 'done')
      const two = await makeAdministrator(database, 'two@example.com')
      const results = await Promise.all([database.administrators.remove(one), other.administrators.remove(two)])

      assert.deepEqual(results.toSorted(), ['done', 'last-owner'])
      assert.equal(await database.administrators.remove('adm_none'), 'not-found')
    })

    test('a reset lets in only the holder of its link, which works once', async () => {
      await using testDatabase = await makeDatabase()
      const { administrators, ...database } = await testDatabase.open()
      const id = await makeAdministrator({ ...database, administrators }, 'a@example.com')
      const reset = sampleInvitation({ kind: 'reset', administratorId: id })

      assert.equal(await administrators.reset(id, sampleInvitation({ kind: 'reset', administratorId: id })), 'done')
      assert.equal(await administrators.reset(id, reset), 'done')
      assert.equal((await administrators.find(id))?.hasPassword, false)
      assert.equal((await administrators.listInvitations(now)).length, 1)
      assert.equal(await accept({ ...database, administrators }, reset, 'new@example.com'), 'not-good')
      const whose = await administrators.acceptReset(reset.hash, 'new hash', now, toEvent)
      assert.equal(whose?.id, id)
      assert.equal(await administrators.acceptReset(reset.hash, 'new hash', now, toEvent), undefined)
      assert.equal((await administrators.find(id))?.hasPassword, true)
    })

    test('removing an account removes its operators and auditors', async () => {
      await using testDatabase = await makeDatabase()
      const database = await testDatabase.open()
      const account = sampleAccount()
      await database.accounts.insert(account)
      const invitation = sampleInvitation({ role: 'operator', accountId: account.id })
      await database.administrators.invite(invitation)
      await accept(database, invitation, 'a@example.com')
      await database.accounts.remove(account.id)

      assert.deepEqual(await database.administrators.list(), [])
    })

    test('concurrent attempts are all counted within their window', async () => {
      await using testDatabase = await makeDatabase()
      const { attempts } = await testDatabase.open()
      const others = waitsAsynchronously ? (await testDatabase.open()).attempts : attempts

      const counted = await Promise.all([1, 2, 3, 4].map((n) => (n % 2 ? attempts : others).count('k', now, 1000)))
      assert.deepEqual(counted.map(({ count }) => count).toSorted(), [1, 2, 3, 4])
      assert.deepEqual(await attempts.count('k', now + 999, 1000), { count: 5, endsAt: now + 1000 })
      assert.deepEqual(await attempts.count('k', now + 1000, 1000), { count: 1, endsAt: now + 2000 })
      await attempts.forget('k')
      assert.equal((await attempts.count('k', now + 1000, 1000)).count, 1)
      assert.equal(
        (await attempts.count('k', now, 1000)).count,
        2,
        'an attempt slightly before the window counts, because clocks of nodes may differ',
      )
      assert.equal(
        (await attempts.count('k', now - 3000, 1000)).count,
        1,
        'a window far in the future is replaced, because the clock was set back',
      )
    })
  })
}
