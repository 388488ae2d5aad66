export type { Addressing } from './bucket-address.ts'
export { findEndpointProblem, findHostBucketProblem } from './bucket-address.ts'
export { findBucketProblem, findKeyProblem, findRegionProblem, findWideBucketProblem } from './naming-rules.ts'
export { percentEncode } from './percent-encoding.ts'
export { PresignError, type PresignErrorCode, presignErrorCodes } from './presign-error.ts'
export {
  type CannedAcl,
  cannedAcls,
  maxExpiresInSeconds,
  type PresignedRequest,
  type PresignRequest,
} from './presign-request.ts'
export { createPresigner, type Presigner } from './presigner.ts'
export type { PresignerOptions } from './presigner-options.ts'
export { sigV2Parameters } from './sig-v2.ts'
export { type FormRequest, maxUploadBytes, type SignedForm } from './sign-form.ts'
