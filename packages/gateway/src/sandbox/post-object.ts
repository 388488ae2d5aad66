import type { Readable } from 'node:stream'
import { checkObjectKey } from './check-names.ts'
import { checkWriteConditions } from './conditions.ts'
import { type Exchange, sendDocument } from './exchange.ts'
import { acceptBody, storeObject } from './object-handlers.ts'
import { readObjectHeaders } from './object-headers.ts'
import { type FormFields, verifyPolicy } from './post-policy.ts'
import { putBounds, receiveBody } from './receive-body.ts'
import { S3Refusal, type S3Request } from './s3-request.ts'
import type { KeyPairs } from './verify-signature.ts'

/** The most that all fields before the file may have together. S3 API Reference, "POST Object". */
const maxFieldBytes = 20_480
const maxFormBytes = putBounds.maxBytes + 2 * maxFieldBytes

/** Whether a request is an upload form. A form has its signature in its fields, so its URL has none. */
export function isForm({ method, bucket, key, query, headers }: S3Request): boolean {
  return (
    method === 'POST' &&
    bucket !== '' &&
    key === '' &&
    query.size === 0 &&
    /^multipart\/form-data\b/i.test(headers.get('content-type') ?? '')
  )
}

/** Handles an upload form. S3 API Reference, "POST Object". */
export async function postObject(exchange: Exchange, keyPairs: KeyPairs): Promise<void> {
  const { wanted, store, now } = exchange
  const { bucket } = wanted
  acceptBody(exchange, maxFormBytes)
  const { fields, file } = await readForm(exchange)
  const { minBytes, maxBytes } = verifyPolicy(fields, keyPairs, now)
  const key = fields.get('key') ?? ''
  checkObjectKey(key)
  // Headers contain text byte by byte.
  const sent = new Map([...fields].map(([name, value]) => [name, Buffer.from(value).toString('latin1')]))
  const kept = readObjectHeaders(sent)
  checkWriteConditions(fields, store.findObject(bucket, key))
  const bounds = { minBytes, maxBytes }
  const {
    file: stored,
    etag,
    checksums,
  } = await receiveBody(file, fields, store, bounds).catch((error: Error) => {
    // busboy's message for a file without an end.
    throw error.message === 'Unexpected end of form' ? refuseForm() : error
  })
  const object = { key, files: [stored], etag, modifiedAt: now, headers: { ...kept, ...checksums } }
  storeObject(store, bucket, object, fields)
  await answerForm(exchange, fields, etag)
}

async function answerForm(exchange: Exchange, fields: FormFields, etag: string): Promise<void> {
  const { wanted, response } = exchange
  const { bucket, headers } = wanted
  const key = fields.get('key') ?? ''
  const Location = `http://${headers.get('host')}/${bucket}/${encodeURIComponent(key)}`
  const redirect = fields.get('success_action_redirect') ?? fields.get('redirect')
  if (redirect !== undefined && URL.canParse(redirect)) {
    const url = new URL(redirect)
    for (const [name, value] of Object.entries({ bucket, key, etag })) url.searchParams.append(name, value)
    response.writeHead(303, { location: url.href, etag }).end()
    return
  }
  const status = fields.get('success_action_status')
  const told = { location: Location, etag }
  if (status === '201') {
    for (const [name, value] of Object.entries(told)) response.setHeader(name, value)
    await sendDocument(exchange, 'PostResponse', { Location, Bucket: bucket, Key: key, ETag: etag }, 201)
  } else {
    response.writeHead(status === '200' ? 200 : 204, told).end()
  }
}

/** Reads the fields up to the file, and the file as a stream. Fields after the file do not count. */
async function readForm({
  wanted,
  request,
}: Exchange): Promise<{ readonly fields: FormFields; readonly file: Readable }> {
  // Loaded only here, because most uploads are not forms.
  const { default: busboy } = await import('busboy')
  const fields = new Map<string, string>()
  let fieldBytes = 0
  return new Promise((resolve, reject) => {
    let parser: ReturnType<typeof busboy>
    try {
      parser = busboy({
        headers: request.headers,
        defParamCharset: 'utf8',
        limits: { fieldSize: maxFieldBytes + 1, files: 1 },
      })
    } catch {
      return reject(refuseForm())
    }
    parser.on('field', (name, value) => {
      fieldBytes += Buffer.byteLength(name) + Buffer.byteLength(value)
      const field = name.toLowerCase()
      if (fieldBytes > maxFieldBytes) {
        const message = 'Your POST request fields preceding the upload file were too large.'
        reject(
          new S3Refusal(400, 'MaxPostPreDataLengthExceeded', message, {
            MaxPostPreDataLengthBytes: String(maxFieldBytes),
          }),
        )
      } else if (fields.has(field)) {
        reject(
          new S3Refusal(400, 'InvalidArgument', 'A field of the form must not occur twice.', { ArgumentName: field }),
        )
      } else {
        fields.set(field, value)
      }
    })
    parser.on('file', (name, file, { filename }) => {
      // A field after the file does not count, even if the parser has read it in the same piece.
      parser.removeAllListeners('field')
      // Whoever reads the file gets its error.
      file.on('error', () => {})
      if (name.toLowerCase() !== 'file') return reject(refuseFile())
      if (!fields.has('key')) {
        const message =
          "Bucket POST must contain a field named 'key'. If it is specified, please check the order of the fields."
        return reject(new S3Refusal(400, 'InvalidArgument', message, { ArgumentName: 'key' }))
      }
      for (const [field, value] of fields)
        fields.set(
          field,
          value.replaceAll(/\$\{filename\}/g, () => filename ?? ''),
        )
      resolve({ fields: fields.set('bucket', wanted.bucket), file })
    })
    parser.on('error', () => reject(refuseForm()))
    parser.on('close', () => reject(refuseFile()))
    request.on('error', reject).pipe(parser)
  })
}

function refuseFile(): S3Refusal {
  return new S3Refusal(400, 'InvalidArgument', 'POST requires exactly one file upload per request.', {
    ArgumentName: 'file',
  })
}

function refuseForm(): S3Refusal {
  const message = 'The body of your POST request is not well-formed multipart/form-data.'
  return new S3Refusal(400, 'MalformedPOSTRequest', message)
}
