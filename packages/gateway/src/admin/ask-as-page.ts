import { type PageRequest, type PreflightResult, readExposedHeaders, sendPreflight } from '../s3/preflight.ts'
import type { S3Target } from '../s3/s3-caller.ts'
import { callExpiresInSeconds } from '../s3/s3-caller.ts'
import type { S3Client } from '../s3/s3-client.ts'
import { S3Unreachable } from '../s3/s3-error.ts'
import type { SigningCredential } from '../vault/signing-credentials.ts'
import type { PageMethod, PageNeed } from './cors-fields.ts'

/** A store's answer to a {@link PageNeed}. */
export interface PageAnswer {
  /** Origin of the store that was asked. */
  readonly asked: string
  readonly methods: readonly {
    readonly method: PageMethod
    readonly isAllowed: boolean
    readonly observed: string
    readonly missingHeaders: readonly string[]
  }[]
  readonly exposesEtag: 'yes' | 'no' | 'unknown'
}

/** The time and the region that a request is signed for. */
interface SigningTime {
  readonly now: number
  readonly region: string | undefined
}

/** A key under which no object ever exists. */
const key = 'signpost-cors-check'

/**
 * Sends a store the preflight that a browser would send, once for each method. It uses the URLs that web pages get: those of the
 * public endpoint, if there is one. If the gateway cannot reach the public endpoint, it asks the other one. Nothing is written.
 * @throws S3Unreachable
 */
export async function askAsPage(
  client: S3Client,
  target: SigningCredential,
  need: PageNeed,
  time: SigningTime,
): Promise<PageAnswer> {
  try {
    return await askAt(client, target.presigner(), need, time)
  } catch (error) {
    if (!(error instanceof S3Unreachable) || target.credential.publicEndpoint === undefined) throw error
    return askAt(client, target.probePresigner(), need, time)
  }
}

type Presigner = ReturnType<S3Target['probePresigner']>

async function askAt(
  client: S3Client,
  presigner: Presigner,
  need: PageNeed,
  { now, region }: SigningTime,
): Promise<PageAnswer> {
  const { bucket, origin, methods } = need

  function sign(method: PageMethod, query: Readonly<Record<string, string>> = {}): string {
    const about = method === 'POST' ? { bucket } : { bucket, key, query }
    const life = { signedAt: now, expiresInSeconds: callExpiresInSeconds }
    const { url } = presigner.presign({ method, ...about, ...life, ...(region === undefined ? {} : { region }) })
    // A form is posted to the bucket's own URL, and its signature is in its fields.
    return method === 'POST' ? (url.split('?')[0] ?? url) : url
  }

  async function ask(method: PageMethod) {
    const send = (headers: PageRequest['headers']) =>
      sendPreflight(client, { url: sign(method), origin, method, headers: headers.map(toName) })
    // Only uploads send such headers. A form sends none that needs a preflight.
    const headers = method === 'PUT' || (method !== 'POST' && !methods.includes('PUT')) ? need.headers : []
    const answer = await send(headers)
    return { method, answer, missingHeaders: answer.isAllowed ? [] : await findMissing(headers, send) }
  }

  const answers = await Promise.all(methods.map(ask))
  const readable = answers.find(({ method, answer }) => answer.isAllowed && (method === 'PUT' || method === 'GET'))
  return {
    asked: new URL(sign('GET')).origin,
    methods: answers.map(({ method, answer, missingHeaders }) => ({
      method,
      isAllowed: answer.isAllowed,
      observed: answer.observed,
      missingHeaders,
    })),
    exposesEtag: readable === undefined ? 'unknown' : await seeEtag(client, readable, { origin, sign }),
  }
}

/** Returns a header's name; for a prefix with a `*`, a name that begins with it. */
function toName(header: string): string {
  return header.replace('*', 'signpost')
}

/** Finds the refused headers one by one, because a store that refuses a preflight does not say which header it refuses. */
async function findMissing(
  headers: readonly string[],
  send: (headers: readonly string[]) => Promise<PreflightResult>,
): Promise<readonly string[]> {
  if (headers.length === 0 || !(await send([])).isAllowed) return []
  const alone = await Promise.all(headers.map(async (name) => ({ name, answer: await send([name]) })))
  const missing = alone.flatMap(({ name, answer }) => (answer.isAllowed ? [] : [name]))
  // Each header may be allowed by a rule of its own, while no single rule allows them all.
  return missing.length === 0 ? headers : missing
}

/**
 * Finds out whether a web page may read the ETag. Only the response to an actual request says this. So the gateway sends one that
 * changes nothing: a part of an upload that does not exist, or a GET of an object that does not exist.
 */
async function seeEtag(
  client: S3Client,
  { method, answer }: { readonly method: PageMethod; readonly answer: PreflightResult },
  {
    origin,
    sign,
  }: { readonly origin: string; readonly sign: (method: PageMethod, query?: Record<string, string>) => string },
): Promise<PageAnswer['exposesEtag']> {
  const exposed =
    method === 'PUT'
      ? await readExposedHeaders(client, { origin, method, url: sign('PUT', { partNumber: '1', uploadId: key }) })
      : await readExposedHeaders(client, { origin, method: 'GET', url: sign('GET') })
  if ([...(exposed ?? []), ...answer.exposed].some((name) => name === 'etag' || name === '*')) return 'yes'
  return exposed === undefined ? 'unknown' : 'no'
}
