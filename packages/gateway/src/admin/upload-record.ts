import { Type } from 'typebox'
import { AppError } from '../core/app-error.ts'
import type { Credential, MultipartUpload } from '../core/model.ts'
import { toStoreError } from '../s3/store-error.ts'
import { chooseCredential, createSigningCredential, type SigningCredential } from '../vault/signing-credentials.ts'
import { toStoreFailure } from './ask-store.ts'
import { openCredential } from './credential-record.ts'
import type { Needs } from './dependencies.ts'
import { defineTime } from './fields.ts'

/** The id of a multipart upload, which is Signpost's own. */
export const uploadIdField = Type.String({
  description: 'Id of the upload',
  pattern: '^upl_\\w{1,64}$',
  'x-rule': 'must be the id of an upload (upl_…), as `signpost upload list` shows it; S3’s own id is another one',
})

/** An open multipart upload as the acts show it. */
export const uploadRecord = Type.Object({
  id: Type.String(),
  bucket: Type.String(),
  key: Type.String(),
  uploadId: Type.Optional(Type.String({ description: 'S3’s id of it; absent while S3 has not said it' })),
  state: Type.Enum(['begun', 'open'], { description: '`begun` while S3 has not said that it takes parts' }),
  credential: Type.Optional(
    Type.String({ description: 'Name of the credential that it was begun with; absent when that was removed' }),
  ),
  size: Type.Optional(Type.Integer({ description: 'Bytes of the whole object, as they were announced' })),
  partSize: Type.Integer({ description: 'Bytes of each part but the last one' }),
  contentType: Type.Optional(Type.String()),
  checksumAlgorithm: Type.Optional(Type.String({ description: 'The checksum that each part has' })),
  createdAt: defineTime('When it was begun'),
  abortsAt: defineTime('When it counts as abandoned, and running gateways abort it'),
})

/** Uploads as {@link uploadRecord} has them. */
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
 * The account's open upload with an id.
 * @throws AppError `upload_not_found`
 */
export async function findOpenUpload(
  id: string,
  { uploads, accountId }: Needs<'uploads' | 'accountId'>,
): Promise<MultipartUpload> {
  const upload = await uploads.findOpen(accountId, id)
  if (upload !== undefined) return upload
  throw new AppError('upload_not_found', {
    message: `There is no open upload ${id}: it was completed or aborted. \`signpost upload list\` shows those that are open.`,
  })
}

/**
 * The credential that asks S3 about an upload: the one that it was begun with, or the one for its bucket when that is gone.
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
    message: `The credential that the upload was begun with is gone, and none is for uploads to ${bucket}.`,
  })
}

/** What a call about an upload has failed with, as an error of the table. Anything else is returned as it is. */
export function toUploadFailure(thrown: unknown): unknown {
  return toStoreError(toStoreFailure(thrown), undefined)
}
