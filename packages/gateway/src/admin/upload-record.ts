import { Type } from 'typebox'
import { AppError } from '../core/app-error.ts'
import type { Credential, MultipartUpload } from '../core/model.ts'
import { toStoreError } from '../s3/store-error.ts'
import { chooseCredential, createSigningCredential, type SigningCredential } from '../vault/signing-credentials.ts'
import { toStoreFailure } from './ask-store.ts'
import { openCredential } from './credential-record.ts'
import type { Needs } from './dependencies.ts'
import { defineTime } from './fields.ts'

/** Signpost's own id of a multipart upload. */
export const uploadIdField = Type.String({
  description: 'Id of the upload',
  pattern: '^upl_\\w{1,64}$',
  'x-rule': 'must be the id of an upload (upl_…), as `signpost upload list` shows it, not S3’s upload id',
})

/** An open multipart upload as the acts show it. */
export const uploadRecord = Type.Object({
  id: Type.String(),
  bucket: Type.String(),
  key: Type.String(),
  uploadId: Type.Optional(Type.String({ description: 'S3’s upload id; absent until S3 has returned it' })),
  state: Type.Enum(['begun', 'open'], { description: '`begun` until S3 has confirmed the upload' }),
  credential: Type.Optional(
    Type.String({
      description: 'Name of the credential that it was begun with; absent if this credential was removed',
    }),
  ),
  size: Type.Optional(Type.Integer({ description: 'Announced size of the whole object, in bytes' })),
  partSize: Type.Integer({ description: 'Size of each part except the last one, in bytes' }),
  contentType: Type.Optional(Type.String()),
  checksumAlgorithm: Type.Optional(Type.String({ description: 'The checksum that each part has' })),
  createdAt: defineTime('When it was begun'),
  abortsAt: defineTime('When it counts as abandoned, and running gateways abort it'),
})

/** Converts uploads to {@link uploadRecord}. */
export async function showUploads(
  uploads: readonly MultipartUpload[],
  { credentials, accountId, multipartDays }: Needs<'credentials' | 'accountId' | 'multipartDays'>,
) {
  const stored = uploads.length === 0 ? [] : await credentials.list(accountId)
  const names = new Map(stored.map(({ id, name }) => [id, name]))
  return uploads.map(({ id, bucket, key, uploadId, state, sizeBytes, createdAt, ...upload }) => {
    const { contentType, checksumAlgorithm, credentialId, partSizeBytes } = upload
    const credential = names.get(credentialId)
    return {
      ...{ id, bucket, key },
      ...(uploadId === undefined ? {} : { uploadId }),
      state: state === 'begun' ? ('begun' as const) : ('open' as const),
      ...(credential === undefined ? {} : { credential }),
      ...(sizeBytes === undefined ? {} : { size: sizeBytes }),
      partSize: partSizeBytes,
      ...(contentType === undefined ? {} : { contentType }),
      ...(checksumAlgorithm === undefined ? {} : { checksumAlgorithm }),
      createdAt,
      abortsAt: createdAt + multipartDays * 86_400_000,
    }
  })
}

/**
 * Finds the account's open upload with an id.
 * @throws AppError `upload_not_found`
 */
export async function findOpenUpload(
  id: string,
  { uploads, accountId }: Needs<'uploads' | 'accountId'>,
): Promise<MultipartUpload> {
  const upload = await uploads.findOpen(accountId, id)
  if (upload !== undefined) return upload
  throw new AppError('upload_not_found', {
    message: `There is no open upload ${id}: it was completed or aborted. \`signpost upload list\` shows the open ones.`,
  })
}

/**
 * Opens the credential to ask S3 about an upload: the one that it was begun with or, if that was removed, the one for its bucket.
 * @throws AppError `no_credential`, `secret_unreadable`
 */
export async function openUploadCredential(
  { bucket, credentialId }: MultipartUpload,
  { credentials, accountId, ring }: Needs<'credentials' | 'accountId' | 'ring'>,
): Promise<SigningCredential> {
  const stored: readonly Credential[] = await credentials.list(accountId)
  const found = chooseCredential(
    stored.map((credential) => createSigningCredential(credential, ring)),
    { bucket, action: 'upload', id: credentialId },
  )
  if (found !== undefined) return openCredential(found.credential, ring)
  throw new AppError('no_credential', {
    message: `The credential that the upload was begun with was removed, and no other credential is for uploads to ${bucket}.`,
  })
}

/** Turns the failure of a request about an upload into an error of the table. Returns any other value unchanged. */
export function toUploadFailure(thrown: unknown): unknown {
  return toStoreError(toStoreFailure(thrown), undefined)
}
