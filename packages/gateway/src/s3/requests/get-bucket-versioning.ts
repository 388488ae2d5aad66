import { S3Error } from '../s3-error.ts'
import type { S3Request } from '../s3-request.ts'
import { textOf } from '../s3-xml.ts'

/** Whether a bucket keeps versions; `never` when it never has. S3 API Reference, "GetBucketVersioning". */
export type BucketVersioning = 'enabled' | 'suspended' | 'never'

/** Asks whether a bucket keeps versions. */
export function getBucketVersioning({ bucket }: { readonly bucket: string }): S3Request<BucketVersioning> {
  return {
    name: 'GetBucketVersioning',
    method: 'GET',
    bucket,
    query: { versioning: '' },
    parse(response) {
      const { body } = response
      if ('problem' in body) throw new S3Error(response, body.problem)
      if (body.root !== 'VersioningConfiguration')
        throw new S3Error(response, 'does not say whether there are versions')
      const status = textOf(body.element, 'Status')
      if (status === undefined) return 'never'
      return status === 'Enabled' ? 'enabled' : 'suspended'
    },
  }
}
