import { Type } from 'typebox'
import { defineAct } from './act.ts'
import type { Needs } from './dependencies.ts'
import { tokenIdField } from './fields.ts'
import { showToken as showRecord, tokenRecord } from './list-tokens.ts'
import { findToken } from './token-record.ts'

/** Shows everything about one token except its text, which is not stored. */
export const showToken = defineAct({
  name: 'show_token',
  summary: 'Show everything about an API token',
  role: 'auditor',
  effect: 'read',
  input: Type.Object({ id: tokenIdField }),
  result: tokenRecord,
  async run({ id }, dependencies: Needs<'tokens' | 'accountId' | 'clock'>) {
    return showRecord(await findToken(id, dependencies), dependencies.clock())
  },
})
