export { findEndpointProblem } from './bucket-address.ts'
export { type CannedAcl, cannedAcls } from './canned-acl.ts'
export { findBucketProblem, findKeyProblem, findRegionProblem } from './naming-rules.ts'
export { PresignError, type PresignErrorCode, presignErrorCodes } from './presign-error.ts'
export {
  maxExpiresInSeconds,
  type PresignedRequest,
  type PresignerOptions,
  type PresignRequest,
} from './presign-request.ts'
export { createPresigner, type Presigner } from './presigner.ts'
