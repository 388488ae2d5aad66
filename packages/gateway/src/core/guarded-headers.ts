import type { Credential, Guard, StoreGuard } from './model.ts'
import { presets } from './preset.ts'

/** Each of these headers changes what an upload becomes, or who may read it. S3 API Reference, "PutObject", "CopyObject" and "UploadPartCopy". */
const uploadHeaders = [
  'x-amz-acl',
  // The other headers of a copy (range, conditions, directives) have no effect without this one.
  'x-amz-copy-source',
  'x-amz-grant-full-control',
  'x-amz-grant-read',
  'x-amz-grant-read-acp',
  'x-amz-grant-write',
  'x-amz-grant-write-acp',
  'x-amz-object-lock-legal-hold',
  // The header of the retention date has no effect without this one.
  'x-amz-object-lock-mode',
  'x-amz-request-payer',
  // The header of the KMS key has no effect without the first of these, and the client's own key none without the second.
  'x-amz-server-side-encryption',
  'x-amz-server-side-encryption-customer-algorithm',
  'x-amz-storage-class',
  'x-amz-tagging',
  'x-amz-website-redirect-location',
  // Ceph treats these prefixes like `x-amz` in the metadata that it stores with the object (`meta_prefixes` in rgw_common.cc).
  'x-account-website-redirect-location',
  'x-container-website-redirect-location',
  'x-dho-website-redirect-location',
  'x-goog-website-redirect-location',
  'x-object-website-redirect-location',
  'x-rgw-website-redirect-location',
]

/** With this header, a client makes the credential's owner pay for an object that the bucket's owner would not serve otherwise. */
const readHeaders = Object.freeze(['x-amz-request-payer'])

const writeHeaders = Object.freeze(uploadHeaders)

/**
 * The headers that a signed URL rules out where the store's guard is `signed-away`, by the URL's method. Metadata headers are
 * not among them, because there are endless names that begin with `x-amz-meta-`.
 */
export const guardedHeaders = {
  GET: readHeaders,
  HEAD: readHeaders,
  PUT: writeHeaders,
  POST: writeHeaders,
  DELETE: Object.freeze(['x-amz-bypass-governance-retention', 'x-amz-mfa', 'x-amz-request-payer']),
} as const satisfies Readonly<Record<string, readonly string[]>>

/**
 * Finds the guard of a credential's store, as far as it is known. What the store itself said takes precedence over its preset.
 * @param guard what the store said, when the caller knows it from a newer source than the credential
 */
export function findKnownGuard(
  { guard: stored, preset, signatureVersion }: Pick<Credential, 'guard' | 'preset' | 'signatureVersion'>,
  guard: StoreGuard | undefined = stored,
): Guard | undefined {
  if (guard !== undefined) return guard.kind
  // SigV2 signs every `x-amz-*` header that is sent.
  return signatureVersion === 'v2' ? 'refuses' : presets[preset].guard
}

/** What a guard means, in words that follow "The store ". */
export const guardDescriptions: Readonly<Record<Guard, string>> = {
  refuses: 'refuses headers that are not signed',
  'signed-away': 'obeys headers that are not signed, so Signpost signs URLs in a way that rules these headers out',
  open: 'obeys headers that are not signed, and no signature can prevent that',
}

/** What an operator can do about an open store. */
export const openStoreAdvice =
  'For such a store, only a credential that is bound to uploads signs uploads: with `signpost credential add NAME --action upload`, store keys that may write but not read. `signpost credential set NAME --accept-open-store` lets a credential sign uploads in spite of this.'
