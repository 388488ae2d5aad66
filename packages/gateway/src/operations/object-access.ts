import type { OperationScope } from './operation.ts'

/** The parameters that the signed-url operations have in common, in wire names. */
interface ObjectParams {
  readonly bucket: string
  readonly key_name: string
  readonly expires_in?: number | undefined
  readonly credential?: string | undefined
}

/** The scope of signing a download. */
export function describeDownload({ bucket, key_name, expires_in, credential }: ObjectParams): OperationScope {
  return {
    action: 'download',
    bucket,
    key: key_name,
    acl: undefined,
    expiresInSeconds: expires_in,
    credentialName: credential,
  }
}

/** The scope of signing an upload. */
export function describeUpload(params: ObjectParams & { readonly acl?: string | undefined }): OperationScope {
  return { ...describeDownload(params), action: 'upload', acl: params.acl }
}
