import type { Credential, Guard, StoreGuard } from './model.ts'
import { presets } from './preset.ts'

/** Each changes what an upload becomes, or who may read it. S3 API Reference, "PutObject", "CopyObject" and "UploadPartCopy". */
const uploadHeaders = [
  'x-amz-acl',
  // The other headers of a copy (range, conditions, directives) mean nothing without it.
  'x-amz-copy-source',
  'x-amz-grant-full-control',
  'x-amz-grant-read',
  'x-amz-grant-read-acp',
  'x-amz-grant-write',
  'x-amz-grant-write-acp',
  'x-amz-object-lock-legal-hold',
  // The date means nothing without it.
  'x-amz-object-lock-mode',
  'x-amz-request-payer',
  // The key of KMS means nothing without the first one, the client's own key nothing without the second one.
  'x-amz-server-side-encryption',
  'x-amz-server-side-encryption-customer-algorithm',
  'x-amz-storage-class',
  'x-amz-tagging',
  'x-amz-website-redirect-location',
  // Ceph takes these beginnings for `x-amz` in what it keeps with the object (`meta_prefixes` in rgw_common.cc).
  'x-account-website-redirect-location',
  'x-container-website-redirect-location',
  'x-dho-website-redirect-location',
  'x-goog-website-redirect-location',
  'x-object-website-redirect-location',
  'x-rgw-website-redirect-location',
]

/** Whoever sends it lets the credential's owner pay for what the bucket's owner would not give otherwise. */
const readHeaders = Object.freeze(['x-amz-request-payer'])

const writeHeaders = Object.freeze(uploadHeaders)

/**
 * The headers that a signed URL closes by its method where the store's guard is `signed-away`. Metadata is not among them:
 * there is no end to the names that begin with `x-amz-meta-`.
 */
export const guardedHeaders = {
  GET: readHeaders,
  HEAD: readHeaders,
  PUT: writeHeaders,
  POST: writeHeaders,
  DELETE: Object.freeze(['x-amz-bypass-governance-retention', 'x-amz-mfa', 'x-amz-request-payer']),
} as const satisfies Readonly<Record<string, readonly string[]>>

/**
 * How a credential's store is guarded, as far as it is known: what the store itself said goes before what its preset says.
 * @param guard what the store said, where more is known than the credential has
 */
export function findKnownGuard(
  { guard: stored, preset, signatureVersion }: Pick<Credential, 'guard' | 'preset' | 'signatureVersion'>,
  guard: StoreGuard | undefined = stored,
): Guard | undefined {
  if (guard !== undefined) return guard.kind
  // SigV2 has every `x-amz-*` header that is sent in what it signs.
  return signatureVersion === 'v2' ? 'refuses' : presets[preset].guard
}

/** What a guard means, after "The store ": for people. */
export const guardDescriptions: Readonly<Record<Guard, string>> = {
  refuses: 'refuses headers that are not signed',
  'signed-away': 'obeys headers that are not signed, so URLs are signed in a way that leaves them no room',
  open: 'obeys headers that are not signed, and URLs cannot be signed against it',
}

/** What an operator can do about an open store. */
export const openStoreAdvice =
  'Uploads are signed only by a credential that is bound to them: store keys that may write and not read with `signpost credential add NAME --action upload`. `signpost credential set NAME --accept-open-store` lets a credential sign them all the same.'
