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

/** The parameters that the signing itself adds to a query. All others are part of the request. */
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
 * Compares a contestant's URL with Signpost's for exactly the same request. Parameters that a library adds to the query on its
 * own (`x-id=GetObject`) are added to Signpost's request, because only the same request has the same signature. For a library that
 * takes the time from the clock, Signpost signs at the same time.
 *
 * Some libraries write `x-amz-acl` as `X-Amz-Acl`. Signpost does not, so in this case the sandbox verifies both signatures instead.
 * @returns the differences (`signature`, `host`, `pathname`), joined by commas, or undefined when there are none
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

/** Lists the parameters except the signature, with their names in lowercase. */
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

/** Reads the signing time in epoch milliseconds; NaN when the URL has none. */
function readSigningTime({ searchParams }: URL): number {
  return readV4((name) => searchParams.get(name) ?? undefined).signedAt ?? Number.NaN
}
