import assert from 'node:assert/strict'
import { test } from 'node:test'
import { computeCode } from '../servers/compute-code.ts'
import { goodPassword, type SignInClient, signUp } from '../servers/sign-in-client.ts'
import { describeOnEachEngine } from './each-engine.ts'

const email = 'me@example.com'

/** A code that is not the app's. */
function spoil(code: string): string {
  return String((Number(code) + 1) % 1_000_000).padStart(6, '0')
}

function signIn(browser: SignInClient, password = goodPassword) {
  return browser.post('/admin/auth/sign-in/password', { email, password })
}

describeOnEachEngine('the security of an administrator’s account', (startStand) => {
  test('the code of an app is required after the password; a backup code works once', async () => {
    await using stand = await startStand()
    const browser = stand.browser()
    await signUp(browser, stand.database, email)
    const refused = await browser.post('/admin/auth/totp/begin', { password: 'wrong' })
    assert.equal(refused.error.code, 'credentials_not_good')
    const { uri, secret, backupCodes } = (await browser.post('/admin/auth/totp/begin', { password: goodPassword })).data
    assert.match(uri, /^otpauth:\/\/totp\//)
    assert.equal(
      (await signIn(stand.browser())).data.session.hasTotp,
      false,
      'the second factor is off until a code has been confirmed',
    )
    assert.equal((await browser.post('/admin/auth/confirm', { code: computeCode(secret) })).error.code, 'code_not_good')
    const early = await browser.post('/admin/auth/totp/enable', { code: spoil(computeCode(secret)) })
    assert.equal(early.error.code, 'code_not_good')
    const enabled = await browser.post('/admin/auth/totp/enable', { code: computeCode(secret) })
    assert.equal(enabled.data.session.hasTotp, true)
    assert.deepEqual(enabled.data.session.confirmBy, ['password', 'totp'])
    assert.equal(
      (await browser.post('/admin/auth/totp/begin', { password: goodPassword })).error.code,
      'not_changeable',
    )

    const phone = stand.browser()
    assert.deepEqual((await signIn(phone)).data, { secondFactor: ['totp', 'backup-code'] })
    assert.equal((await phone.get('/admin/auth/session')).data.session, null)
    assert.equal((await phone.get('/admin/api/list-accounts')).status, 401)
    const wrong = await phone.post('/admin/auth/sign-in/totp', { code: spoil(computeCode(secret)) })
    assert.equal(wrong.error.code, 'code_not_good')
    const now = Date.now()
    const [used, next] = [computeCode(secret, now), computeCode(secret, now + 30_000)]
    const tablet = stand.browser()
    await signIn(tablet)
    const both = [phone, tablet].map((one) => one.post('/admin/auth/sign-in/totp', { code: used }))
    assert.deepEqual((await Promise.all(both)).map(({ status }) => status).sort(), [200, 401], 'a code signs in once')
    const sessions = await Promise.all([phone, tablet].map((one) => one.get('/admin/auth/session')))
    const within = sessions[0]?.data.session === null ? tablet : phone
    assert.equal(sessions.filter(({ data }) => data.session?.administrator.email === email).length, 1)
    assert.equal((await within.post('/admin/auth/confirm', { code: used })).error.code, 'code_not_good')
    assert.equal((await within.post('/admin/auth/confirm', { code: next })).status, 200)

    const [code] = backupCodes
    const lost = stand.browser()
    await signIn(lost)
    assert.equal((await lost.post('/admin/auth/sign-in/backup-code', { code })).data.session.hasTotp, true)
    const again = stand.browser()
    await signIn(again)
    assert.equal((await again.post('/admin/auth/sign-in/backup-code', { code })).error.code, 'code_not_good')

    const made = await lost.post('/admin/auth/totp/backup-codes', { password: goodPassword })
    assert.equal(made.data.backupCodes.length, 10)
    assert.equal((await lost.post('/admin/auth/totp/disable', { password: goodPassword })).data.session.hasTotp, false)
    assert.equal((await signIn(stand.browser())).data.session.administrator.email, email)
    const acts = (await stand.database.administration.list({ order: 'oldest', limit: 100 })).map(({ act }) => act)
    for (const act of ['enable_totp', 'make_backup_codes', 'disable_totp']) assert.ok(acts.includes(act), act)
  })

  test('five wrong codes end the attempt, and a code without a password is refused', async () => {
    await using stand = await startStand()
    const browser = stand.browser()
    await signUp(browser, stand.database, email)
    const { secret } = (await browser.post('/admin/auth/totp/begin', { password: goodPassword })).data
    await browser.post('/admin/auth/totp/enable', { code: computeCode(secret) })
    const stranger = stand.browser()
    const code = () => computeCode(secret)

    assert.equal((await stranger.post('/admin/auth/sign-in/totp', { code: code() })).error.code, 'sign_in_again')
    await signIn(stranger)
    for (let n = 0; n < 5; n++) await stranger.post('/admin/auth/sign-in/totp', { code: spoil(code()) })
    assert.equal((await stranger.post('/admin/auth/sign-in/totp', { code: code() })).error.code, 'sign_in_again')
  })

  test('a new password ends every other session', async () => {
    await using stand = await startStand()
    const [browser, other] = [stand.browser(), stand.browser()]
    await signUp(browser, stand.database, email)
    await signIn(other)
    const change = (currentPassword: string, newPassword: string) =>
      browser.post('/admin/auth/password/change', { currentPassword, newPassword })

    assert.equal((await change('wrong', 'gondola-basalt-thimble-9')).error.code, 'credentials_not_good')
    assert.equal((await change(goodPassword, 'password1234')).error.details?.[0]?.parameter, 'newPassword')
    assert.match(
      (await change(goodPassword, goodPassword)).error.details?.[0]?.message ?? '',
      /must differ from the current/,
    )
    const before = browser.cookies.get('signpost-session')
    assert.equal((await change(goodPassword, 'gondola-basalt-thimble-9')).status, 200)
    assert.notEqual(browser.cookies.get('signpost-session'), before)
    assert.equal((await browser.get('/admin/api/list-accounts')).status, 200)
    assert.equal((await other.get('/admin/api/list-accounts')).status, 401)
    assert.equal((await signIn(stand.browser())).error.code, 'credentials_not_good')
    assert.equal((await signIn(stand.browser(), 'gondola-basalt-thimble-9')).status, 200)
  })

  test('a session has to be confirmed again after ten minutes', async () => {
    let ahead = 0
    await using stand = await startStand({ clock: () => Date.now() + ahead })
    const browser = stand.browser()
    await signUp(browser, stand.database, email)
    const invite = () => browser.post('/admin/api/invite-administrator', { role: 'auditor' })
    assert.equal((await invite()).status, 200)
    ahead = 11 * 60_000
    assert.equal((await invite()).error.code, 'confirmation_required')
    assert.equal((await browser.post('/admin/auth/confirm', { password: 'wrong' })).error.code, 'credentials_not_good')
    assert.equal((await browser.post('/admin/auth/confirm', {})).error.code, 'invalid_request')
    assert.equal((await invite()).error.code, 'confirmation_required')
    const confirmed = await browser.post('/admin/auth/confirm', { password: goodPassword })
    assert.ok(Date.parse(confirmed.data.session.confirmedAt) > Date.now() + 10 * 60_000)
    assert.match((await invite()).data.link, /\/dashboard\/invitation#[\w-]{43}$/)
  })

  test('a browser is asked for a passkey with a PIN or a finger, but not if it reaches the gateway by an IP address', async () => {
    await using stand = await startStand()
    const byAddress = stand.browser()
    await signUp(byAddress, stand.database, email)
    assert.equal((await byAddress.get('/admin/auth/session')).data.signInBy.passkey, false)
    assert.equal((await byAddress.post('/admin/auth/passkeys/begin')).error.code, 'not_changeable')

    const browser = stand.browser(stand.gateway.url.replace('127.0.0.1', 'localhost'))
    assert.equal((await browser.get('/admin/auth/session')).data.signInBy.passkey, true)
    await signIn(browser)
    const { options } = (await browser.post('/admin/auth/passkeys/begin')).data
    assert.equal(options.rp.id, 'localhost')
    assert.equal(options.user.name, email)
    assert.deepEqual(
      [options.authenticatorSelection.residentKey, options.authenticatorSelection.userVerification],
      ['required', 'required'],
    )
    const made = {
      id: 'AAAA',
      rawId: 'AAAA',
      type: 'public-key',
      response: { clientDataJSON: 'e30', attestationObject: 'oA' },
    }
    const added = await browser.post('/admin/auth/passkeys/add', { name: 'Key', response: made })
    assert.equal(added.error.code, 'passkey_not_good')
    assert.deepEqual((await browser.get('/admin/auth/passkeys')).data.passkeys, [])
    assert.equal((await browser.post('/admin/auth/passkeys/remove', { id: 'pk_1' })).error.code, 'passkey_not_found')

    const begun = await stand.browser(browser.url).post('/admin/auth/sign-in/passkey/begin')
    assert.deepEqual([begun.data.options.rpId, begun.data.options.userVerification], ['localhost', 'required'])
    const signedIn = await browser.post('/admin/auth/sign-in/passkey', { response: made })
    assert.equal(signedIn.error.code, 'passkey_not_good')
  })
})
