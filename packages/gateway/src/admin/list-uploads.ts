import { Type } from 'typebox'
import { defineAct } from './act.ts'
import type { Needs } from './dependencies.ts'
import { listFields, nextCursorField, readPage } from './page.ts'
import { showUploads, uploadRecord } from './upload-record.ts'

/** Lists the account's multipart uploads that are open, oldest first. Stores keep their parts, and charge for them. */
export const listUploads = defineAct({
  name: 'list_uploads',
  summary: 'List the open multipart uploads',
  role: 'auditor',
  effect: 'read',
  input: Type.Object({
    ...listFields,
    search: Type.Optional(
      Type.String({
        ...listFields.search,
        description: 'Only what has this text in its bucket or key, in letters of either case',
      }),
    ),
  }),
  result: Type.Object({ uploads: Type.Array(uploadRecord), nextCursor: nextCursorField }),
  async run(input, dependencies: Needs<'uploads' | 'credentials' | 'accountId' | 'multipartDays'>) {
    const { uploads, accountId } = dependencies
    const { rows, nextCursor } = await readPage(input, (page) => uploads.listOpen(accountId, page))
    return { uploads: await showUploads(rows, dependencies), nextCursor }
  },
})
