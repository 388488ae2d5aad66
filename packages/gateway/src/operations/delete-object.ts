import { Type } from 'typebox'
import { AppError } from '../core/app-error.ts'
import { deleteObject as deleteRequest } from '../s3/requests/delete-object.ts'
import { S3Error } from '../s3/s3-error.ts'
import { refuseVersion } from './explain-object-error.ts'
import { listAskedFeatures, storedObjectFields } from './object-params.ts'
import { defineOperation } from './operation.ts'

const result = Type.Object({
  bucket: Type.String({ description: 'The bucket, as it was asked for' }),
  key: Type.String({ description: 'The key, as it was asked for' }),
  versionId: Type.Optional(
    Type.String({
      description: 'In a bucket with versions: the version that was deleted, or the delete marker that was created',
    }),
  ),
  deleteMarker: Type.Optional(
    Type.Boolean({
      description:
        '`true` when `versionId` is a delete marker. Without `version_id`, all versions stay, hidden behind it',
    }),
  ),
  warnings: Type.Optional(Type.Array(Type.String(), { description: 'Absent when there is nothing to say' })),
})

/** `DELETE /awss3/object`: deletes one object, or one version of it. */
export const deleteObject = defineOperation({
  name: 'delete_object',
  method: 'DELETE',
  path: '/awss3/object',
  category: 'Objects',
  effect: 'change',
  summary: 'Delete one object',
  description:
    'As with S3, the answer is the same when there was no such object. In a bucket with versions, S3 keeps all versions; `version_id` deletes one of them for good. The token needs a rule that names `delete`.',
  usage: 'Deletes an object for good, unless the bucket has versions. Ask the user first.',
  input: { query: Type.Object(storedObjectFields) },
  result,
  examples: [
    {
      summary: 'Delete an object',
      params: { bucket: 'my-bucket', key_name: 'videos/intro.mp4' },
      result: { bucket: 'my-bucket', key: 'videos/intro.mp4' },
    },
  ],
  requires(params) {
    const { bucket, key_name: key, credential: credentialName } = params
    return [{ action: 'delete', bucket, key, credentialName, features: listAskedFeatures(params), doneBy: 'gateway' }]
  },
  async handle({ bucket, key_name: key, version_id: sentVersionId, request_payer }, [access], context) {
    if (access === undefined) throw new Error('There is no object to delete')
    const store = await context.resolveAccess(access)
    const object = { bucket, key, versionId: sentVersionId, paysRequest: request_payer !== undefined }
    const { versionId, isDeleteMarker } = await store.call(deleteRequest(object)).catch((thrown: unknown) => {
      // Google Cloud Storage answers 404 where S3 answers 204.
      if (thrown instanceof AppError && thrown.code === 'object_not_found') return nothingDeleted
      const isUnreadable = thrown instanceof AppError && thrown.cause instanceof S3Error && thrown.cause.status === 400
      throw isUnreadable && sentVersionId !== undefined ? refuseVersion(thrown) : thrown
    })
    return {
      result: {
        bucket,
        key,
        ...(versionId === undefined ? {} : { versionId }),
        ...(isDeleteMarker ? { deleteMarker: true } : {}),
      },
      signings: [store],
      warnings: store.warnings,
    }
  },
})

const nothingDeleted = { versionId: undefined, isDeleteMarker: false }
