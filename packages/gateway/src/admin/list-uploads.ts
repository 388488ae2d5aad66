import { Type } from 'typebox'
import { defineAct } from './act.ts'
import type { Needs } from './dependencies.ts'
import { listFields, nextCursorField, readPage } from './page.ts'
import { showUploads, uploadRecord } from './upload-record.ts'

/** Lists the account's open multipart uploads, oldest first. Stores keep their parts, and charge for them. */
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
        description: 'Only uploads with this text in their bucket or key, in upper or lower case',
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
