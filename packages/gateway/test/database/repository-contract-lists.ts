import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { TokenState } from '../../src/core/model.ts'
import type { Database, ListPage } from '../../src/core/ports.ts'
import { sampleAccount, sampleCredential, sampleToken } from '../samples/samples.ts'
import type { DatabaseImplementation } from './database-implementation.ts'

interface Row {
  readonly id: string
  readonly createdAt: number
}

/** A list, with a way to add a row created at a given time. Where rows have owners, others' rows are added too. */
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

/** The contract's part about pages of lists. */
export function describeListContract({ makeDatabase }: DatabaseImplementation): void {
  describe('pages of lists', () => {
    for (const { name, make } of lists) {
      test(`${name}: the pages together are the whole list, even when rows have the same creation time`, async () => {
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
        const newest: Row[] = []
        for (let page = await list.read({ limit: 3, order: 'newest' }); page.length > 0; ) {
          newest.push(...page)
          page = await list.read({ limit: 3, order: 'newest', after: page.at(-1) as Row })
        }
        assert.deepEqual(newest, all.toReversed())
      })

      test(`${name}: a row added meanwhile shifts no page, and a page may start after a row that no longer exists`, async () => {
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

    test('accounts, credentials and tokens are found by part of their name, id or access key id', async () => {
      await using testDatabase = await makeDatabase()
      const { accounts, credentials, tokens } = await testDatabase.open()
      const { id: accountId } = await accounts.ensure(sampleAccount({ id: 'acc_one', name: 'Shop-1' }))
      await accounts.ensure(sampleAccount({ id: 'acc_two', name: 'Blog_2' }))
      await credentials.insert(sampleCredential({ accountId, id: 'cred_one', name: 'Main', accessKeyId: 'AKIAmain' }))
      await credentials.insert(sampleCredential({ accountId, id: 'cred_two', name: 'spare', accessKeyId: 'AKIA%2' }))
      for (const name of ['Shop', 'blog_1', 'blogx1']) {
        await tokens.insert(sampleToken({ accountId, id: `tok_${name.length}${name}`, name }))
      }
      const find = async (search: string) =>
        [
          ...(await accounts.list({ limit: 9, search })),
          ...(await credentials.list(accountId, { limit: 9, search })),
          ...(await tokens.list(accountId, { limit: 9, search })),
        ]
          .map(({ name }) => name)
          .sort()

      assert.deepEqual(await find('SHOP'), ['Shop', 'Shop-1'])
      assert.deepEqual(await find('akiamain'), ['Main'])
      assert.deepEqual(await find('ACC_T'), ['Blog_2'])
      // Wildcards of SQL are plain text here.
      assert.deepEqual(await find('g_1'), ['blog_1'])
      assert.deepEqual(await find('%'), ['spare'])
      assert.deepEqual(await find('\\'), [])
      assert.deepEqual(await find("' or 1=1 --"), [])
      assert.deepEqual(await tokens.list(accountId, { limit: 1, search: 'blog', order: 'newest' }).then(nameAll), [
        'blogx1',
      ])
    })

    test('tokens are filtered by their state', async () => {
      await using testDatabase = await makeDatabase()
      const { accounts, tokens } = await testDatabase.open()
      const { id: accountId } = await accounts.ensure(sampleAccount())
      await tokens.insert(sampleToken({ accountId, name: 'endless', createdAt: 1 }))
      await tokens.insert(sampleToken({ accountId, name: 'until-11', createdAt: 2, expiresAt: 11 }))
      await tokens.insert(sampleToken({ accountId, name: 'until-10', createdAt: 3, expiresAt: 10 }))
      await tokens.insert(sampleToken({ accountId, name: 'revoked', createdAt: 4, expiresAt: 10, revokedAt: 5 }))
      const find = (name: TokenState) => tokens.list(accountId, { limit: 9, state: { name, now: 10 } }).then(nameAll)

      assert.deepEqual(await find('active'), ['endless', 'until-11'])
      assert.deepEqual(await find('expired'), ['until-10'])
      assert.deepEqual(await find('revoked'), ['revoked'])
    })
  })
}

function nameAll(rows: readonly { readonly name: string }[]): string[] {
  return rows.map(({ name }) => name)
}
