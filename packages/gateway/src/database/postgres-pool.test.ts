import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import { Client } from 'pg'
import { describeConnection } from './postgres-pool.ts'

for (const mode of ['prefer', 'require', 'verify-ca']) {
  test(`sslmode=${mode} is verify-full, and the driver says nothing about it`, () => {
    const warnings: unknown[] = []
    const emit = mock.method(process, 'emitWarning', (warning: unknown) => warnings.push(warning))

    const { connectionString } = describeConnection(
      `postgres://u:sslmode=${mode}@h/db?sslmode=${mode}&options=a`,
      'test',
    )
    const client = new Client({ connectionString })

    emit.mock.restore()
    assert.deepEqual(warnings, [])
    assert.equal(connectionString, `postgres://u:sslmode=${mode}@h/db?sslmode=verify-full&options=a`)
    assert.deepEqual((client as unknown as { ssl: unknown }).ssl, {})
  })
}
