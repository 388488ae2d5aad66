import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sampleAuditEvent } from '../../test/samples/samples.ts'
import type { AuditNames } from './audit-names.ts'
import { createAuditRepository } from './audit-repository.ts'
import type { Queries } from './schema.ts'

test('names that are forgotten while another name is learned are learned again, so no row lacks a name', async () => {
  const event = sampleAuditEvent({ tokenId: 'tok_new' })
  const { accountId, operation, action, outcome, code, credentialId } = event
  const held = [accountId, operation, action, outcome, code, credentialId].filter((name) => name !== undefined)
  const numbers = new Map(held.map((name, index) => [name, index + 1]))
  let rounds = 0
  const names: AuditNames = {
    numbers,
    async learn(unknown) {
      if (rounds++ === 0) numbers.clear()
      for (const name of unknown) numbers.set(name, 100 + numbers.size)
    },
    find: async () => new Map(),
    read: async () => new Map(),
  }
  const batches: string[] = []
  const repository = createAuditRepository({} as Queries, names, {
    async append(batch) {
      batches.push(batch)
      return []
    },
    deleteRows: async () => 0,
    countNext: async () => false,
  })

  await repository.append([[event]])

  const [[row]] = JSON.parse(batches[0] ?? '[]') as [[unknown[]]]
  // In JSON a name without a number is null, just like an absent value.
  for (const place of [1, 2, 3, 4, 5]) assert.equal(typeof row[place], 'number', `place ${place} of ${batches[0]}`)
})
