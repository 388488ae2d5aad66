import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import {
  applyFile,
  createStateStand,
  exportFile,
  planFile,
  type StateStand,
  tellPlan,
} from '../../test/samples/apply-state.ts'
import { sampleTime } from '../../test/samples/samples.ts'
import { hashInvitationToken } from '../admin/invitation-link.ts'
import { applyPlan } from './apply-plan.ts'

let stand: StateStand
beforeEach(async () => {
  stand = await createStateStand()
  await stand.installation.dependencies.accounts.insert({ id: 'acc_acme', name: 'acme', createdAt: 1 })
})
afterEach(() => stand.close())

const fileOf = (...lines: readonly string[]) => `version: 1\nadministrators: {${lines.join(', ')}}\n`
const list = () => stand.installation.dependencies.administrators.list()

/** Accepts the invitation of an address, like a user who signs in at the provider. */
async function accept(email: string): Promise<void> {
  const { administrators, newId, clock } = stand.installation.dependencies
  const newcomer = { id: newId('adm'), email, name: email, isEmailKnown: true }
  const made = await administrators.accept({ email }, newcomer, clock(), ({ id }) => ({
    ...{ at: sampleTime, actor: { via: 'dashboard', name: email }, act: 'accept_invitation' },
    ...{ target: { kind: 'administrator', id, name: email }, changes: [] },
  }))
  assert.ok(typeof made === 'object', String(made))
}

test('a missing administrator is invited once, and the link is shown once', async () => {
  const file = fileOf("'ada@example.com': { role: owner }", "'bob@example.com': { role: operator, account: acme }")
  const { changes } = await planFile(file, stand.place())
  const options = { unchecked: false, onProgress: () => {}, signal: new AbortController().signal }
  const { done } = await applyPlan(changes, stand.installation.dependencies, options)

  const [, token = ''] = /#([\w-]{43})$/.exec(done[0]?.said[0] ?? '') ?? []
  const { administrators, clock } = stand.installation.dependencies
  const invitation = await administrators.findInvitation(hashInvitationToken(token), clock())
  assert.deepEqual([invitation?.email, invitation?.role], ['ada@example.com', 'owner'])
  assert.ok(!(await exportFile(stand.installation.dependencies)).includes(token))

  const again = await planFile(file, stand.place())
  assert.deepEqual([again.changes, again.surplus], [[], []])
  assert.match(again.notes.join(), /ada@example.com has an open invitation until 2026-01-03T03:04:05/)
  await accept('bob@example.com')
  assert.deepEqual((await planFile(file, stand.place())).changes, [])
  assert.deepEqual(
    (await list()).map(({ email, role, accountId }) => [email, role, accountId]),
    [['bob@example.com', 'operator', 'acc_acme']],
  )
})

test('a role is changed, and an open invitation with another role is replaced', async () => {
  const both = (role: string) => fileOf(`'ada@example.com': { role: owner }`, `'bob@example.com': { ${role} }`)
  await applyFile(both('role: owner'), stand.place())
  await accept('ada@example.com')
  assert.deepEqual(await applyFile(both('role: auditor, account: acme'), stand.place()), [
    'invite administrator bob@example.com role account',
  ])
  await accept('bob@example.com')
  assert.deepEqual(await applyFile(both('role: operator, account: default'), stand.place()), [
    'change administrator bob@example.com role account',
  ])
  assert.deepEqual(await applyFile(both('role: owner'), stand.place()), [
    'change administrator bob@example.com role account',
  ])
  assert.deepEqual(await applyFile(both('role: owner'), stand.place()), [])
})

test('administrators that are not in the file are removed only with --prune, and the last owner never', async () => {
  await applyFile(fileOf("'ada@example.com': { role: owner }", "'bob@example.com': { role: owner }"), stand.place())
  await accept('ada@example.com')
  const { changes, surplus } = await planFile(fileOf(), stand.place())
  assert.deepEqual(changes, [])
  assert.deepEqual(tellPlan({ changes: surplus }), [
    'remove invitation bob@example.com',
    'remove administrator ada@example.com',
  ])
  const [problem] = (await planFile(fileOf(), stand.place())).surplusProblems
  assert.match(problem?.message ?? '', /would leave no owner/)
  await assert.rejects(applyFile(fileOf(), stand.place(), { prune: true }), /last owner/)
  assert.deepEqual(
    (await list()).map(({ email }) => email),
    ['ada@example.com'],
  )
  assert.deepEqual((await planFile('version: 1\n', stand.place())).surplus, [])
})

test('the account must fit the role, and must exist or be in the file', async () => {
  const { problems } = await planFile(fileOf("'a@example.com': { role: auditor, account: nowhere }"), stand.place())
  assert.match(problems[0]?.message ?? '', /The account nowhere neither exists nor/)
  const made = `accounts: { new: {} }\n${fileOf("'a@example.com': { role: auditor, account: new }")}`
  assert.deepEqual(await applyFile(made, stand.place()), [
    'add account new',
    'invite administrator a@example.com role account',
  ])
  for (const [line, problem] of [
    ["'a@example.com': { role: owner, account: acme }", /"account" must be absent: an owner administers every account/],
    ["'a@example.com': { role: operator }", /"account" is required for an operator/],
    ["'a@example.com': { role: boss }", /"role" must be one of owner, operator, auditor/],
    ["'A@example.com': { role: owner }", /must be named by an email address in lowercase/],
    ["'a': { role: owner }", /must be named by an email address in lowercase/],
  ] as const) {
    await assert.rejects(planFile(fileOf(line), stand.place()), ({ details }: { details: { message: string }[] }) => {
      assert.match(details.map(({ message }) => message).join('\n'), problem)
      return true
    })
  }
})

test('the only owner can hand the role over in one run; a file that leaves no owner is refused before anything changes', async () => {
  const both = (ada: string, bob: string) => fileOf(`'ada@example.com': { ${ada} }`, `'bob@example.com': { ${bob} }`)
  const operator = 'role: operator, account: acme'
  await applyFile(both('role: owner', operator), stand.place())
  for (const email of ['ada@example.com', 'bob@example.com']) await accept(email)

  assert.match((await planFile(both(operator, operator), stand.place())).problems[0]?.message ?? '', /leave no owner/)
  assert.deepEqual(await applyFile(both(operator, 'role: owner'), stand.place()), [
    'change administrator bob@example.com role account',
    'change administrator ada@example.com role account',
  ])
  const invited = fileOf("'carol@example.com': { role: owner }")
  const { problems, surplusProblems } = await planFile(invited, stand.place())
  assert.deepEqual([problems.length, surplusProblems.length], [0, 1])
})
