export { findBucketProblem } from './bucket-name.ts'
export { type CannedAcl, cannedAcls } from './canned-acl.ts'
export { findEndpointProblem } from './endpoint.ts'
export { findKeyProblem } from './object-key.ts'
export { PresignError, type PresignErrorCode, presignErrorCodes } from './presign-error.ts'
export {
  maxExpiresInSeconds,
  type PresignedRequest,
  type PresignerOptions,
  type PresignRequest,
} from './presign-request.ts'
export { createPresigner, type Presigner } from './presigner.ts'
export { findRegionProblem } from './region.ts'
