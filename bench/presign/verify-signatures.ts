import { createPresigner } from '@signpost/presign'
import { Secret } from '../../packages/gateway/src/core/secret.ts'
import { readV4 } from '../../packages/gateway/src/explain/signed-url.ts'
import { readS3Request } from '../../packages/gateway/src/sandbox/s3-request.ts'
import { verifySignature } from '../../packages/gateway/src/sandbox/verify-signature.ts'
import { bucket, expiresInSeconds, region, type SigningRequest } from './contestant.ts'
import type { Runner } from './runner.ts'

const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' }
const keyPairs = new Map([[credentials.accessKeyId, new Secret(credentials.secretAccessKey)]])
const sampleTime = Date.parse('2026-01-02T03:04:05Z')

/** What the signing itself writes into a query; everything else is a part of the request. */
const signingParameters = new Set([
  'X-Amz-Algorithm',
  'X-Amz-Credential',
  'X-Amz-Date',
  'X-Amz-Expires',
  'X-Amz-SignedHeaders',
  'X-Amz-Signature',
  'x-amz-acl',
  'X-Amz-Acl',
])

/**
 * Compares what a contestant signs with what ours signs for the very same request. What a library adds to the query by
 * itself (`x-id=GetObject`) is added to ours, since only the same request has the same signature. A library that takes
 * the time from the clock is compared at the time that it took.
 *
 * Some write `x-amz-acl` as `X-Amz-Acl`. Ours does not, so there the sandbox's check of signatures stands in for it.
 * @returns what differs (`signature`, `host`, `pathname`), joined by commas, or undefined when nothing does
 */
export async function findDifference(runner: Runner, request: SigningRequest): Promise<string | undefined> {
  const theirs = new URL(await runner.sign({ credentials, request, signedAt: sampleTime }))
  const signedAt = runner.hasOwnClock ? readSigningTime(theirs) : sampleTime
  const query = Object.fromEntries([...theirs.searchParams].filter(([parameter]) => !signingParameters.has(parameter)))
  const asked = { ...request, bucket, expiresInSeconds, signedAt, query }
  const ours = new URL(createPresigner({ credentials, region }).presign(asked).url)
  const isSame = theirs.searchParams.has('X-Amz-Acl')
    ? listParameters(theirs) === listParameters(ours) &&
      [theirs, ours].every((url) => isAccepted(url, request, signedAt))
    : theirs.searchParams.get('X-Amz-Signature') === ours.searchParams.get('X-Amz-Signature')
  const differences = (['host', 'pathname'] as const).filter((part) => theirs[part] !== ours[part])
  const all = [...(isSame ? [] : ['signature']), ...differences]
  return all.length === 0 ? undefined : all.join(', ')
}

/** The parameters but for the signature, whatever case their names are in. */
function listParameters({ searchParams }: URL): string {
  const parameters = [...searchParams].map(([name, value]) => [name.toLowerCase(), value].join('='))
  return parameters
    .filter((parameter) => !parameter.startsWith('x-amz-signature='))
    .sort()
    .join('&')
}

/** Whether a store that knows the key pair would accept the URL. */
function isAccepted({ pathname, search, host }: URL, { method }: SigningRequest, now: number): boolean {
  try {
    verifySignature(readS3Request({ method, url: pathname + search, headersDistinct: { host: [host] } }), keyPairs, now)
    return true
  } catch {
    return false
  }
}

/** Epoch milliseconds; NaN when the URL does not say. */
function readSigningTime({ searchParams }: URL): number {
  return readV4((name) => searchParams.get(name) ?? undefined).signedAt ?? Number.NaN
}
