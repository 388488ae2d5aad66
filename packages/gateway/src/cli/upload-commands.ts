import { abortUpload } from '../admin/abort-upload.ts'
import { listUploads } from '../admin/list-uploads.ts'
import { showUpload } from '../admin/show-upload.ts'
import { findOpenUpload } from '../admin/upload-record.ts'
import { formatBytes } from './byte-size.ts'
import { type AccountOptions, createAccountCommand } from './common-options.ts'
import { formatRecord } from './describe-fields.ts'
import { addListing, addSearch, type SearchOptions } from './list-command.ts'
import { formatTable, formatTime } from './output.ts'
import { confirmDestruction } from './prompts.ts'
import { runActs } from './run-on-state.ts'

const list = addListing<SearchOptions>(
  addSearch(createAccountCommand('list', 'list the open multipart uploads'), listUploads.input.properties),
  async ({ input, dependencies }, { search, order }) => {
    const page = await listUploads.run({ ...input, search, order }, dependencies)
    const rows = page.uploads.map(({ id, bucket, key, size, credential, createdAt, abortsAt }) => [
      id,
      bucket,
      key,
      size === undefined ? '-' : formatBytes(size),
      credential ?? '-',
      formatTime(createdAt),
      formatTime(abortsAt),
    ])
    const head = ['ID', 'BUCKET', 'KEY', 'SIZE', 'CREDENTIAL', 'BEGUN', 'ABORTED AFTER']
    return {
      page,
      text:
        rows.length === 0
          ? 'No multipart upload is open.'
          : formatTable([head, ...rows], { longest: 60, whole: ['ID'], extra: ['CREDENTIAL', 'ABORTED AFTER'] }),
    }
  },
)

const show = createAccountCommand('show', 'show an open multipart upload and its progress')
  .argument('<id>', 'id of the upload, as `signpost upload list` shows it')
  .action(async (id: string, options: AccountOptions) => {
    await runActs(options, async (dependencies, output) => {
      const upload = await showUpload.run({ id }, dependencies)
      const { parts, partCount, uploadedBytes, ...rest } = upload
      const count = partCount === undefined ? String(parts.length) : `${parts.length} of ${partCount}`
      output.result(upload, formatRecord({ ...rest, uploadedBytes, parts: count }))
    })
  })

const outcomes = {
  aborted: 'Its parts are deleted.',
  gone: 'S3 no longer had this upload.',
  unheard: 'S3’s id of the upload is unknown: a running gateway looks for the upload within an hour.',
} as const

const abort = createAccountCommand('abort', 'abort an open multipart upload, and delete its parts')
  .argument('<id>', 'id of the upload, as `signpost upload list` shows it')
  .option('--yes', 'do not ask for confirmation')
  .action(async (id: string, options: AccountOptions & { readonly yes?: boolean }) => {
    await runActs(options, async (dependencies, output) => {
      const { bucket, key } = await findOpenUpload(id, dependencies)
      await confirmDestruction(`Abort the upload of ${bucket}/${key} (${id})? The parts sent so far are lost.`, options)
      const aborted = await abortUpload.run({ id }, dependencies)
      output.result(aborted, `Aborted the upload of ${bucket}/${key}. ${outcomes[aborted.outcome]}`)
    })
  })

/** `signpost upload …` */
export const uploadCommands = [list, show, abort]
