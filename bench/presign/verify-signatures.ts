import { createPresigner } from '@signpost/presign'
import { bucket, type Contestant, expiresInSeconds, region } from './contestant.ts'
import type { SigningCase } from './signing-case.ts'

const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' }
const signedAt = new Date('2026-01-02T03:04:05Z')

/** What the signing itself writes into a query; everything else is a part of the request. */
const signingParameters = new Set([
  'X-Amz-Algorithm',
  'X-Amz-Credential',
  'X-Amz-Date',
  'X-Amz-Expires',
  'X-Amz-SignedHeaders',
  'X-Amz-Signature',
  'x-amz-acl',
])

/**
 * Compares what a contestant signs with what ours signs for the very same request. What a library adds to the query by
 * itself (`x-id=GetObject`) is added to ours, since only the same request has the same signature.
 * @throws Error when the signatures, the host or the path differ
 */
export async function verifySignature(contestant: Contestant, { name, request }: SigningCase): Promise<void> {
  const theirs = new URL(await contestant.connect(credentials)(request, signedAt))
  const query = Object.fromEntries([...theirs.searchParams].filter(([parameter]) => !signingParameters.has(parameter)))
  const asked = { ...request, bucket, expiresInSeconds, signedAt: signedAt.getTime(), query }
  const ours = new URL(createPresigner({ credentials, region }).presign(asked).url)
  const differs = (['host', 'pathname'] as const).filter((part) => theirs[part] !== ours[part])
  const isSame = theirs.searchParams.get('X-Amz-Signature') === ours.searchParams.get('X-Amz-Signature')
  if (isSame && differs.length === 0) return
  const what = [...(isSame ? [] : ['signature']), ...differs].join(', ')
  throw new Error(
    `${contestant.name} signs another request (${what}) for "${name}", so a comparison would mean nothing`,
  )
}
