import assert from 'node:assert/strict'
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, test } from 'node:test'
import { applyFile, createStateStand, fileOf, planFile, type StateStand } from '../../test/samples/apply-state.ts'
import { createToken } from '../admin/create-token.ts'
import { revokeToken } from '../admin/revoke-token.ts'
import { generateToken, hashToken } from '../tokens/token-format.ts'
import { exportState } from './export-state.ts'

let stand: StateStand
beforeEach(async () => {
  stand = await createStateStand()
})
afterEach(() => stand.close())

const place: StateStand['place'] = (overrides) => stand.place(overrides)
const tokens = (...lines: string[]) => fileOf('tokens', ...lines)

test('a value is written once, readable only by its owner, before its token is created', async () => {
  const file = tokens('app: { valueTo: { file: secrets/app.token } }')
  await applyFile(file, place({ newToken: generateToken }))
  const path = join(stand.folder, 'secrets/app.token')
  assert.equal(statSync(path).mode & 0o777, 0o600)
  const value = readFileSync(path, 'utf8').trim()
  const stored = await stand.installation.dependencies.tokens.findByHash(hashToken(value))
  assert.equal(stored?.name, 'app')

  await stand.installation.run(revokeToken, { id: stored?.id ?? '' })
  const taken = await planFile(file, place())
  assert.match(taken.problems[0]?.message ?? '', /secrets\/app.token exists already, and is never overwritten/)
})

test('after a run that ended between writing the value and creating the token, the next run uses that value', async () => {
  const value = generateToken()
  writeFileSync(join(stand.folder, 'app.token'), `${value}\n`, { mode: 0o600 })
  const file = tokens('app: { valueTo: { file: app.token } }')
  assert.match(
    (await planFile(file, place())).changes[0]?.effects.join() ?? '',
    /the one in app.token, which no token uses yet/,
  )
  await applyFile(file, place())
  assert.equal((await stand.installation.dependencies.tokens.findByHash(hashToken(value)))?.name, 'app')
})

test('a value that another user may have written does not become a token', async () => {
  const path = join(stand.folder, 'app.token')
  writeFileSync(path, `${generateToken()}\n`)
  chmodSync(path, 0o666)
  const file = tokens('app: { valueTo: { file: app.token } }')
  assert.match((await planFile(file, place())).problems[0]?.message ?? '', /another user may have written it/)
  chmodSync(path, 0o600)
  assert.deepEqual((await planFile(file, place())).problems, [])
})

test('of two concurrent runs, one creates the token, and the other hands over no value', async () => {
  const file = tokens('app: { valueTo: { command: tee -a got } }')
  const { changes } = await planFile(file, place())
  await applyFile(file, place({ newToken: generateToken }))
  const acting = place({ newToken: generateToken }).dependencies
  const second = await changes[0]?.run(acting, { unchecked: true }).catch((error: Error) => error)
  assert.match(String(second), /A token called app was created meanwhile/)
  const [one, ...others] = await stand.installation.dependencies.tokens.list('acc_mine')
  assert.deepEqual(others, [])
  assert.equal(one?.hash, hashToken(readFileSync(join(stand.folder, 'got'), 'utf8')))
})

test('a command gets the value on its standard input; if it fails, no token is created', async () => {
  const file = (command: string) => tokens(`app: { valueTo: { command: '${command}' } }`)
  await assert.rejects(applyFile(file('false'), place()), /The command false failed with exit code 1/)
  await assert.rejects(applyFile(file('no-such-command'), place()), /was not found/)
  assert.deepEqual(await stand.installation.dependencies.tokens.list('acc_mine'), [])
  const value = generateToken()
  await applyFile(file('tee got'), place({ newToken: () => value }))
  assert.equal(readFileSync(join(stand.folder, 'got'), 'utf8'), value)
})

test('tokens with the same name are refused and cannot be exported; an expired token is neither created nor exported', async () => {
  await applyFile(tokens('over: { expiresAt: 2020-01-01 }'), place())
  await applyFile(tokens('app: { valueTo: { command: cat } }'), place())
  await stand.installation.run(createToken, { name: 'app' }, { newToken: generateToken })
  const { problems } = await planFile(tokens('app: {}'), place())
  assert.match(problems[0]?.message ?? '', /2 tokens called app \(tok_\d+, tok_\d+\)/)
  await assert.rejects(
    exportState(stand.installation.dependencies),
    /Several tokens of the account default have the same name/,
  )

  const later = place({ clock: () => Date.UTC(2030, 0) })
  const soon = tokens('soon: { expiresAt: 2027-01-31, valueTo: { file: soon } }')
  await applyFile(soon, place())
  assert.deepEqual(await applyFile(soon, later), [])
  assert.ok(!existsSync(join(stand.folder, 'over')))
  assert.match(
    (await planFile(tokens('soon: { expiresAt: 2028-01-31 }'), later)).problems[0]?.message ?? '',
    /has passed/,
  )
  assert.deepEqual(await applyFile(tokens('soon: { expiresAt: 2031-01-31 }'), later), [
    'change token default/soon expiresAt',
  ])
  assert.match((await planFile(tokens('new: {}'), later)).problems[0]?.message ?? '', /"valueTo" is required/)
})

test('a subject moves from one token to another, whatever their order in the file; a token used only by signing in needs no value', async () => {
  const file = (one: string, other: string, third = '') =>
    tokens(`a: {${one}}`, `b: {${other}}`, ...(third === '' ? [] : [`c: {${third}}`]))
  const subject = (name: string) => `oidcSubject: ${name}`
  assert.equal((await applyFile(file(subject('x'), subject('y')), place())).length, 2)
  assert.deepEqual(await applyFile(file(subject('x'), subject('y')), place()), [])
  assert.deepEqual(await applyFile(file(subject('y'), subject('z'), subject('x')), place()), [
    'change token default/b oidcSubject',
    'change token default/a oidcSubject',
    'add token default/c oidcSubject',
  ])
  const { problems } = await planFile(file(subject('z'), subject('y'), subject('x')), place())
  assert.match(problems.map(({ message }) => message).join(), /cannot exchange their subjects in one run/)
  const taken = await planFile(tokens('new: { oidcSubject: x }'), place())
  assert.match(taken.problems[0]?.message ?? '', /The token c \(tok_\d+\) is for this subject already/)
  const exported = await exportState(stand.installation.dependencies)
  assert.equal(exported.accounts?.default?.tokens?.a?.oidcSubject, 'y')
})
