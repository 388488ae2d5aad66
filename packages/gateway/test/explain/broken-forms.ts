import type { SignedForm } from '@signpost/presign'
import { type BrokenCase, bucket, type Stand } from './broken-case.ts'

const hourAgo = () => Date.now() - 3_600_000
const file = 'file=@/etc/hostname;type=text/plain'

/** Writes the command that sends a form, with its fields in order and the file last. */
function write(
  { url, fields }: SignedForm,
  { changes = {}, last = [] as readonly string[], files = [file] } = {},
): string {
  const sent: Record<string, string> = { ...fields, ...changes }
  const texts = Object.entries(sent).flatMap(([name, value]) => (value === '' ? [] : [`${name}=${value}`]))
  return ['curl', ...[...texts, ...files, ...last].map((field) => `-F '${field}'`), `'${url}'`].join(' ')
}

/** Begins an upload in parts. @returns its id */
async function begin({ sign, send }: Stand, key: string): Promise<string> {
  const { error } = await send(sign({ method: 'POST', key, query: { uploads: '' } }), { method: 'POST' })
  return /<UploadId>([^<]+)</.exec(error)?.[1] ?? ''
}

const complete = (parts: string) => ({
  method: 'POST',
  body: `<CompleteMultipartUpload>${parts}</CompleteMultipartUpload>`,
})
const part = (number: number, etag: string) => `<Part><PartNumber>${number}</PartNumber><ETag>${etag}</ETag></Part>`

/** What goes wrong with forms and with uploads in parts. */
export const brokenForms: readonly BrokenCase[] = [
  {
    title: 'a form with an extra field',
    expected: ['form_field_surplus'],
    says: /x-amz-meta-colour/,
    make: ({ signForm, run }) => run(write(signForm(), { changes: { 'x-amz-meta-colour': 'red' } })),
  },
  {
    title: 'a form whose policy has expired',
    expected: ['expired'],
    make: ({ signForm, run }) => run(write(signForm({ signedAt: hourAgo() }))),
  },
  {
    title: 'a file that is too large for the form',
    expected: ['EntityTooLarge'],
    make: ({ signForm, run }) => run(write(signForm({ maxBytes: 2 }))),
  },
  {
    title: 'a file that is too small for the form',
    expected: ['EntityTooSmall'],
    make: ({ signForm, run }) => run(write(signForm({ minBytes: 1000, maxBytes: 2000 }))),
  },
  {
    title: 'a field after the file',
    expected: ['form_file_not_last'],
    make: ({ signForm, run }) => {
      const form = signForm({ contentType: 'text/plain' })
      return run(write(form, { changes: { 'Content-Type': '' }, last: ['Content-Type=text/plain'] }))
    },
  },
  {
    title: 'a form without a field that its policy requires',
    expected: ['form_field_missing'],
    says: /Content-Type/i,
    make: ({ signForm, run }) =>
      run(write(signForm({ contentType: 'text/plain' }), { changes: { 'Content-Type': '' } })),
  },
  {
    title: 'a form with a value that its policy does not allow',
    expected: ['form_field_changed'],
    make: ({ signForm, run }) =>
      run(write(signForm({ contentType: 'text/plain' }), { changes: { 'Content-Type': 'text/html' } })),
  },
  {
    title: 'a form with a key that its policy does not allow',
    expected: ['form_field_changed'],
    says: /key/,
    make: ({ signForm, run }) => run(write(signForm({ keyPrefix: 'in/' }), { changes: { key: 'out/a.txt' } })),
  },
  {
    title: 'a form whose policy was changed by hand',
    expected: ['changed_after_signing', 'not_this_secret'],
    make: ({ signForm, run }) => {
      const form = signForm()
      const text = Buffer.from(form.fields.policy ?? '', 'base64')
        .toString()
        .replace('[0,100]', '[0,900]')
        .replace(',100]', ',900]')
      return run(write(form, { changes: { policy: Buffer.from(text).toString('base64') } }))
    },
  },
  {
    title: 'a form without its file',
    expected: ['form_file_missing'],
    // Ceph accepts the form, and makes an empty object.
    make: async ({ signForm }) => ({ request: write(signForm(), { files: [] }) }),
  },
  {
    title: 'a form that is not sent as multipart/form-data',
    expected: ['form_not_multipart'],
    make: ({ signForm, run }) => {
      const { url, fields } = signForm()
      return run(`curl -d '${new URLSearchParams(fields)}' '${url}'`)
    },
  },
  {
    title: 'a SigV2 form with an extra field',
    expected: ['form_field_surplus'],
    make: ({ signForm, run }) =>
      run(write(signForm({}, { signatureVersion: 'v2' }), { changes: { 'x-amz-meta-colour': 'red' } })),
  },
  {
    title: 'a form for another bucket',
    expected: ['form_field_changed'],
    says: /bucket/,
    make: ({ signForm, run }) => {
      const form = signForm({ bucket: 'other-bucket' })
      return run(write({ ...form, url: form.url.replace('other-bucket', bucket) }))
    },
  },
  {
    title: 'part number 10001',
    expected: ['part_number_outside'],
    make: async (stand) => {
      const uploadId = await begin(stand, 'parts/a')
      // Ceph accepts the part, and does not find it when the upload is completed.
      return { url: stand.sign({ method: 'PUT', key: 'parts/a', query: { partNumber: '10001', uploadId } }) }
    },
  },
  {
    title: 'part number 0',
    expected: ['part_number_outside'],
    make: async (stand) => {
      const uploadId = await begin(stand, 'parts/b')
      // Ceph accepts the part, and does not find it when the upload is completed.
      return { url: stand.sign({ method: 'PUT', key: 'parts/b', query: { partNumber: '0', uploadId } }) }
    },
  },
  {
    title: 'an upload that was aborted',
    expected: ['NoSuchUpload'],
    make: async (stand) => {
      const uploadId = await begin(stand, 'parts/c')
      await stand.send(stand.sign({ method: 'DELETE', key: 'parts/c', query: { uploadId } }), { method: 'DELETE' })
      const url = stand.sign({ method: 'PUT', key: 'parts/c', query: { partNumber: '1', uploadId } })
      return stand.send(url, { method: 'PUT', body: 'a' })
    },
  },
  {
    title: 'an upload completed with a part that was not sent',
    expected: ['InvalidPart'],
    make: async (stand) => {
      const uploadId = await begin(stand, 'parts/d')
      const url = stand.sign({ method: 'POST', key: 'parts/d', query: { uploadId } })
      return stand.send(url, complete(part(1, '"00000000000000000000000000000000"')))
    },
  },
  {
    title: 'an upload completed with small parts',
    expected: ['EntityTooSmall'],
    make: async (stand) => {
      const uploadId = await begin(stand, 'parts/f')
      const parts = []
      for (const number of [1, 2]) {
        const query = { partNumber: String(number), uploadId }
        const response = await fetch(stand.sign({ method: 'PUT', key: 'parts/f', query }), { method: 'PUT', body: 'a' })
        parts.push(part(number, response.headers.get('etag') ?? ''))
      }
      return stand.send(stand.sign({ method: 'POST', key: 'parts/f', query: { uploadId } }), complete(parts.join('')))
    },
  },
  {
    title: 'an upload completed with no XML',
    expected: ['MalformedXML'],
    make: async (stand) => {
      const uploadId = await begin(stand, 'parts/g')
      const url = stand.sign({ method: 'POST', key: 'parts/g', query: { uploadId } })
      return stand.send(url, { method: 'POST', body: '{"parts":[]}' })
    },
  },
  {
    title: 'a part sent with the URL of another method',
    expected: ['wrong_method'],
    make: async (stand) => {
      const uploadId = await begin(stand, 'parts/h')
      const url = stand.sign({ method: 'PUT', key: 'parts/h', query: { partNumber: '1', uploadId } })
      return stand.run(`curl -d hello '${url}'`)
    },
  },
]
