import assert from 'node:assert/strict'
import { test } from 'node:test'
import { goodPassword, inviteTo, signUp } from '../servers/sign-in-client.ts'
import { describeOnEachEngine } from './each-engine.ts'

describeOnEachEngine('signing in', (startStand) => {
  test('an invitation makes an administrator, who is signed in, and signs out and in again', async () => {
    await using stand = await startStand()
    const browser = stand.browser()
    assert.equal((await browser.get('/admin/auth/session')).data.session, null)
    assert.equal((await browser.get('/admin/api/list-accounts')).error.code, 'sign_in_required')

    const token = await inviteTo(stand.database, { role: 'owner' })
    const shown = await browser.post('/admin/auth/invitation/show', { token })
    assert.equal(shown.data.kind, 'invitation')
    assert.equal(shown.data.role, 'owner')
    const accepted = await browser.post('/admin/auth/invitation/accept', {
      token,
      email: 'Me@Example.com',
      name: 'Me',
      password: goodPassword,
    })
    assert.equal(accepted.error, undefined)
    const { administrator } = accepted.data.session
    assert.deepEqual([administrator.email, administrator.name, administrator.role], ['me@example.com', 'Me', 'owner'])
    assert.deepEqual(accepted.data.session.confirmBy, ['password'])
    assert.equal((await browser.get('/admin/api/list-accounts')).status, 200)

    assert.equal((await browser.post('/admin/auth/sign-out')).status, 200)
    assert.equal((await browser.get('/admin/api/list-accounts')).status, 401)
    const other = stand.browser()
    const again = await other.post('/admin/auth/sign-in/password', { email: 'ME@example.com', password: goodPassword })
    assert.equal(again.data.session.administrator.id, administrator.id)
    const events = await stand.database.administration.list({ order: 'oldest', limit: 10 })
    assert.deepEqual(
      events.map(({ act, actor }) => [act, actor.via, actor.name]),
      ['accept_invitation', 'sign_in', 'sign_in'].map((act) => [act, 'dashboard', 'me@example.com']),
    )
  })

  test('a link works once, and not when it has expired or was mistyped', async () => {
    let now = Date.now()
    await using stand = await startStand({ clock: () => now })
    const browser = stand.browser()
    const [used, late] = [await inviteTo(stand.database), await inviteTo(stand.database, { expiresAt: now + 1000 })]
    const accept = (token: string, email: string) =>
      browser.post('/admin/auth/invitation/accept', { token, email, name: 'N', password: goodPassword })

    assert.equal((await accept(used, 'a@example.com')).status, 200)
    assert.equal((await accept(used, 'b@example.com')).error.code, 'invitation_not_good')
    assert.equal((await browser.post('/admin/auth/invitation/show', { token: used })).status, 404)
    const mistyped = late.replace(/.$/, (end) => (end === 'A' ? 'Q' : 'A'))
    assert.equal((await accept(mistyped, 'b@example.com')).error.code, 'invitation_not_good')
    now += 1000
    assert.equal((await accept(late, 'b@example.com')).error.code, 'invitation_not_good')
  })

  test('an invitation with an address is only for that address, and an address can be taken only once', async () => {
    await using stand = await startStand()
    const browser = stand.browser()
    await signUp(browser, stand.database, 'a@example.com')
    const token = await inviteTo(stand.database, { email: 'b@example.com' })
    const accept = (email?: string) =>
      browser.post('/admin/auth/invitation/accept', { token, email, name: 'N', password: goodPassword })

    assert.match((await accept('c@example.com')).error.details?.[0]?.message ?? '', /must be b@example\.com/)
    const other = await inviteTo(stand.database)
    const taken = { token: other, email: 'a@example.com', name: 'N', password: goodPassword }
    assert.equal((await browser.post('/admin/auth/invitation/accept', taken)).error.code, 'name_taken')
    assert.equal((await accept()).data.session.administrator.email, 'b@example.com')
  })

  test('a password that is short, known or easily guessed is refused with the reason', async () => {
    await using stand = await startStand()
    const browser = stand.browser()
    const token = await inviteTo(stand.database)
    const name = 'Persephone Quill'
    for (const { password, says } of [
      { password: 'Tr0ub4dor&3', says: /at least 12 characters/ },
      { password: '123456789012', says: /many people use/ },
      { password: 'persephonequill', says: /easily guessed/ },
      { password: 'persephone@example.com', says: /easily guessed/ },
    ]) {
      const answer = await browser.post('/admin/auth/invitation/accept', {
        ...{ token, email: 'persephone@example.com', name, password },
      })
      assert.equal(answer.error.code, 'invalid_request')
      assert.equal(answer.error.details?.[0]?.parameter, 'password')
      assert.match(answer.error.details?.[0]?.message ?? '', says)
    }
    const checked = await browser.post('/admin/auth/password/check', { password: goodPassword })
    assert.equal(checked.data.isGood, true)
  })

  test('a wrong password and an unknown address get the same answer', async () => {
    await using stand = await startStand()
    const browser = stand.browser()
    await signUp(browser, stand.database, 'a@example.com')
    const stranger = stand.browser()
    const wrong = await stranger.post('/admin/auth/sign-in/password', { email: 'a@example.com', password: 'wrong' })
    const unknown = await stranger.post('/admin/auth/sign-in/password', { email: 'z@example.com', password: 'wrong' })

    const tell = ({ status, error }: typeof wrong) => ({ status, code: error.code, message: error.message })
    assert.deepEqual(tell(wrong), tell(unknown))
    assert.equal(wrong.error.code, 'credentials_not_good')
    assert.equal(stranger.cookies.size, 0)
  })

  test('names and addresses cannot contain a NUL or another control character, and such a character never causes an internal error', async () => {
    await using stand = await startStand()
    const owner = stand.browser()
    await signUp(owner, stand.database, 'owner@example.com')
    for (const character of ['\u0000', '\u001b', '\u007f']) {
      for (const fields of [{ name: `a${character}b` }, { email: `a${character}b@example.com` }]) {
        const token = await inviteTo(stand.database)
        const invited = { token, email: 'a@example.com', name: 'A', password: goodPassword, ...fields }
        const { status, error } = await stand.browser().post('/admin/auth/invitation/accept', invited)
        assert.equal(status, 400)
        assert.equal(error.details?.[0]?.parameter, Object.keys(fields)[0])
      }
    }
    for (const path of ['list-tokens?search=a%00b', 'list-sessions?administrator=a%00b', 'list-accounts?account=%00']) {
      const { status } = await owner.get(`/admin/api/${path}`)
      assert.ok(status < 500, path)
    }
    const { status } = await owner.post('/admin/api/remove-administrator', { administrator: 'a\u0000b' })
    assert.ok(status < 500)
  })
})
