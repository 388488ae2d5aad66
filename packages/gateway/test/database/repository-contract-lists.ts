import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Database, ListPage } from '../../src/core/ports.ts'
import { sampleAccount, sampleCredential, sampleToken } from '../samples/samples.ts'
import type { DatabaseImplementation } from './repository-contract.ts'

interface Row {
  readonly id: string
  readonly createdAt: number
}

/** What is listed, with a way to add a row at a time, and others' rows where there can be any. */
interface List {
  readonly name: string
  readonly make: (database: Database) => Promise<{
    add(createdAt: number): Promise<void>
    read(page?: ListPage): Promise<readonly Row[]>
  }>
}

const lists: readonly List[] = [
  {
    name: 'accounts',
    make: async ({ accounts }) => ({
      add: async (createdAt) => void (await accounts.insert(sampleAccount({ createdAt }))),
      read: (page) => accounts.list(page),
    }),
  },
  {
    name: 'credentials',
    async make({ accounts, credentials }) {
      const [mine, stranger] = [await accounts.ensure(sampleAccount()), await accounts.ensure(sampleAccount())]
      return {
        async add(createdAt) {
          for (const { id: accountId } of [mine, stranger]) {
            await credentials.insert(sampleCredential({ accountId, createdAt }))
          }
        },
        read: (page) => credentials.list(mine.id, page),
      }
    },
  },
  {
    name: 'tokens',
    async make({ accounts, tokens }) {
      const [mine, stranger] = [await accounts.ensure(sampleAccount()), await accounts.ensure(sampleAccount())]
      return {
        async add(createdAt) {
          for (const { id: accountId } of [mine, stranger]) await tokens.insert(sampleToken({ accountId, createdAt }))
        },
        read: (page) => tokens.list(mine.id, page),
      }
    },
  },
]

/** The part of the contract about pages of lists. */
export function describeListContract({ makeDatabase }: DatabaseImplementation): void {
  describe('pages of lists', () => {
    for (const { name, make } of lists) {
      test(`${name}: the pages together are the list, whatever was made at the same moment`, async () => {
        await using testDatabase = await makeDatabase()
        const list = await make(await testDatabase.open())
        for (const createdAt of [5, 3, 3, 3, 1, 3, 9]) await list.add(createdAt)

        const all = await list.read()
        assert.deepEqual(
          all.map(({ createdAt }) => createdAt),
          [1, 3, 3, 3, 3, 5, 9],
        )
        for (const limit of [1, 2, 3, 6, 7, 8]) {
          const pages: Row[] = []
          let page = await list.read({ limit })
          while (page.length > 0) {
            assert.ok(page.length <= limit)
            pages.push(...page)
            page = await list.read({ limit, after: page.at(-1) as Row })
          }
          assert.deepEqual(pages, all, `pages of ${limit}`)
        }
      })

      test(`${name}: what is made meanwhile shifts no page, and a place need not be a row's any more`, async () => {
        await using testDatabase = await makeDatabase()
        const list = await make(await testDatabase.open())
        for (const createdAt of [1, 2, 4]) await list.add(createdAt)
        const after = { createdAt: 3, id: 'gone' }

        const before = await list.read({ limit: 10, after })
        await list.add(2)

        assert.deepEqual(await list.read({ limit: 10, after }), before)
        assert.deepEqual(
          before.map(({ createdAt }) => createdAt),
          [4],
        )
      })
    }
  })
}
