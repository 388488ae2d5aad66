import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readChanges } from './revision.ts'

const row = (revision: number) => ({ revision, account_id: `acc_${revision}` })

for (const { name, since, rows, expected } of [
  { name: 'nothing was ever changed', since: 0, rows: [], expected: { revision: 0, accountIds: new Set() } },
  { name: 'the first change', since: 0, rows: [row(1)], expected: { revision: 1, accountIds: new Set(['acc_1']) } },
  { name: 'nothing new', since: 7, rows: [row(7)], expected: { revision: 7, accountIds: new Set() } },
  {
    name: 'two changes',
    since: 7,
    rows: [row(7), row(8), row(9)],
    expected: { revision: 9, accountIds: new Set(['acc_8', 'acc_9']) },
  },
  {
    name: 'changes that are no longer stored',
    since: 7,
    rows: [row(8), row(9)],
    expected: { revision: 9, accountIds: undefined },
  },
  {
    name: 'a first look at a log whose beginning is gone',
    since: 0,
    rows: [row(5)],
    expected: { revision: 5, accountIds: undefined },
  },
  {
    name: 'a restored database',
    since: 7,
    rows: [],
    expected: { revision: 0, accountIds: undefined },
  },
]) {
  test(`${name}, since revision ${since}`, () => {
    assert.deepEqual(readChanges(since, rows), expected)
  })
}
