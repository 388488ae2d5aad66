import assert from 'node:assert/strict'
import { test } from 'node:test'
import { buildDashboard } from './dashboard-files.ts'
import { findLicenceProblem, readBundledComponents } from './licences.ts'

const component = { name: 'x', version: '1.0.0' }

test('a licence of the list is allowed, even as one of several to choose from', () => {
  for (const licenses of [
    [{ license: { id: 'MIT' } }],
    [{ expression: '(GPL-3.0-only OR MIT)' }],
    [{ expression: 'MIT AND ISC' }],
  ]) {
    assert.equal(findLicenceProblem({ ...component, licenses }), undefined)
  }
})

test('another licence, an unknown one, and a missing one are reported', () => {
  for (const [licenses, problem] of [
    [[{ license: { id: 'AGPL-3.0-only' } }], 'x@1.0.0: AGPL-3.0-only'],
    [[{ expression: 'MIT AND GPL-3.0-only' }], 'x@1.0.0: MIT AND GPL-3.0-only'],
    [[{ license: { id: 'MIT' } }, { license: { id: 'SSPL-1.0' } }], 'x@1.0.0: MIT, SSPL-1.0'],
    [[{ license: { name: 'SEE LICENSE IN x' } }], 'x@1.0.0: SEE LICENSE IN x'],
    [[], 'x@1.0.0: its manifest names no licence'],
  ] as const) {
    assert.equal(findLicenceProblem({ ...component, licenses }), problem)
  }
  assert.match(findLicenceProblem(component) ?? '', /names no licence/)
})

test('packages in the dashboard’s files have licences of the list, and licenses.md names them', async () => {
  const notice = (await buildDashboard()).find(({ path }) => path === 'licenses.md')?.bytes.toString() ?? assert.fail()
  const bundled = readBundledComponents(notice)

  assert.ok(bundled.some(({ name }) => name === 'react-dom'))
  assert.deepEqual(
    bundled.flatMap((component) => findLicenceProblem(component) ?? []),
    [],
  )
})
