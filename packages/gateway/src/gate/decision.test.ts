import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSampleGate } from '../../test/samples/sample-gate.ts'
import { toAppError } from '../core/app-error.ts'
import { defineOperation, type Refusal, type ResolvedAccess } from '../operations/operation.ts'
import { signedUrl } from '../operations/signed-url.ts'

test('a partial operation answers for each access separately, and each is recorded', async () => {
  const sample = createSampleGate({ token: { limits: { allow: ['download:my-bucket/mine/*'] } } })
  const keys = ['mine/a', 'theirs/b', 'mine/c']
  const partial = defineOperation({
    ...signedUrl,
    isPartial: true,
    requires: () => keys.map((key) => ({ action: 'download', bucket: 'my-bucket', key })),
    async handle(_params, accesses, { resolveAccess }) {
      const signings: ResolvedAccess[] = []
      const refusals: Refusal[] = []
      for (const access of accesses) {
        try {
          signings.push(await resolveAccess(access))
        } catch (thrown) {
          refusals.push({ access, error: toAppError(thrown) })
        }
      }
      return { result: { refused: refusals.map(({ error }) => error.code) }, signings, refusals }
    },
  })

  assert.deepEqual(await sample.ask(partial, { bucket: 'my-bucket', key_name: 'any' }), {
    refused: ['token_not_allowed'],
  })
  assert.deepEqual(
    sample.events.map(({ outcome, status, code, key }) => [outcome, status, code, key]),
    [
      ['allowed', 200, undefined, 'mine/a'],
      ['allowed', 200, undefined, 'mine/c'],
      ['denied', 403, 'token_not_allowed', 'theirs/b'],
    ],
  )
})
