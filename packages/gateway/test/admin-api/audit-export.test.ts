import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { createAdminStand } from '../samples/admin-stand.ts'
import { sampleAuditEvent, sampleTime } from '../samples/samples.ts'

let now = sampleTime
const stand = await createAdminStand({ dependencies: { clock: () => now++ } })
after(() => stand[Symbol.asyncDispose]())

const path = '/admin/api/export-audit-events'
const { audit } = stand.admin.dependencies
const events = Array.from({ length: 2500 }, (_, index) =>
  sampleAuditEvent({ accountId: 'acc_mine', at: sampleTime - 5000 + index, key: index === 0 ? '=1+1' : 'a.txt' }),
)
await audit.append([...events, sampleAuditEvent({ accountId: 'acc_other', at: 1 })].map((event) => [event]))
const { accountId: _, ...nobodys } = sampleAuditEvent({ outcome: 'denied', at: 1 })
await audit.append([[nobodys]])

test('CSV: every event of the account, oldest first, as a file, with no cell that is a formula', async () => {
  const { status, headers, text } = await stand.send('auditor', { url: `${path}?format=csv` })
  const lines = text.split('\r\n')

  assert.equal(status, 200)
  assert.equal(headers['content-type'], 'text/csv; charset=utf-8')
  assert.match(String(headers['content-disposition']), /^attachment; filename="signpost-audit-\d{4}-\d\d-\d\d\.csv"$/)
  assert.equal(headers['x-content-type-options'], 'nosniff')
  assert.equal(lines.length, 2500 + 2)
  assert.match(lines[0] ?? '', /^id,at,outcome,/)
  assert.match(lines[1] ?? '', /^1,.*,'=1\+1,/)
  assert.ok(!text.includes('acc_other'))
})

test('NDJSON: one object a line, with the filters of the list', async () => {
  const { headers, text } = await stand.send('owner', { url: `${path}?format=ndjson&keyPrefix=%3D` })

  assert.equal(headers['content-type'], 'application/x-ndjson')
  const { at, ...event } = JSON.parse(text)
  assert.deepEqual([event.id, event.key, Date.parse(at)], [1, '=1+1', sampleTime - 5000])
})

test('the log of administrative changes is exported', async () => {
  await stand.post('operator', '/admin/api/create-token', { name: 'app' })
  const { text } = await stand.send('auditor', { url: `${path}?format=ndjson&kind=administration` })

  const { act, via, actor } = JSON.parse(text)
  assert.deepEqual([act, via, actor], ['create_token', 'dashboard', 'operator@example.com'])
})

for (const [asker, query, status, code] of [
  ['owner', 'format=ndjson&anonymous=true', 200, undefined],
  ['auditor', 'format=ndjson&anonymous=true', 403, 'role_not_sufficient'],
  ['auditor', 'format=ndjson&kind=administration&everyAccount=true', 403, 'role_not_sufficient'],
  ['operator elsewhere', 'format=csv&account=acc_mine', 403, 'role_not_sufficient'],
  ['nobody', 'format=csv', 401, 'sign_in_required'],
  ['owner', '', 400, 'invalid_request'],
  ['owner', 'format=xml', 400, 'invalid_request'],
  ['owner', 'format=csv&limit=5', 400, 'invalid_request'],
  ['owner', 'format=csv&kind=administration&bucket=a', 400, 'invalid_request'],
  ['owner', 'format=csv&since=yesterday', 400, 'invalid_request'],
] as const) {
  test(`${asker} who asks for ${query} gets ${status}`, async () => {
    const answer = await stand.send(asker, { url: `${path}?${query}` })
    assert.deepEqual([answer.status, answer.error?.code], [status, code])
  })
}

test('an export is cut off once its reader may no longer read it', async () => {
  let clock = sampleTime
  const own = await createAdminStand({ dependencies: { clock: () => clock } })
  after(() => own[Symbol.asyncDispose]())
  const { audit: log } = own.admin.dependencies
  const list = log.search.bind(log)
  await log.append(
    Array.from({ length: 2500 }, () => [sampleAuditEvent({ accountId: 'acc_mine', at: sampleTime - 1 })]),
  )
  let pages = 0
  log.search = async (...args) => {
    pages++
    clock += 5000
    own.endSessions('auditor')
    return list(...args)
  }
  await assert.rejects(own.send('auditor', { url: `${path}?format=ndjson` }))
  assert.equal(pages, 1)
})
