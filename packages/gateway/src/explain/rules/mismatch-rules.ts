import { guardedHeaders } from '../../core/guarded-headers.ts'
import { certain, type Evidence, type FoundCause, probable, type Rule } from '../explanation.ts'
import { quote, quoteHeader } from '../quote.ts'
import { describeUnsent } from './unsent-header.ts'

/** Finds what can be said of a mismatch without the key: the intended method and headers, and whatever looks odd. */
export const findMismatch: Rule = (evidence) => {
  const { comparison, url, answer } = evidence
  const isSignature = answer?.code === 'SignatureDoesNotMatch' || (answer?.status === 403 && answer.code === undefined)
  if (comparison !== undefined || url?.signature === undefined || evidence.form !== undefined || !isSignature) return []
  const found = [
    ...compareCanonical(evidence),
    ...compareHeaders(evidence),
    ...compareMethod(evidence),
    ...findOddPath(evidence),
  ]
  const rest =
    'The signature does not match the request that was sent. Without the key that signed it, nobody can say more: a wrong secret, another method, a changed header and a changed host look the same.'
  return [...found, { code: 'signature_mismatch', certainty: 'possible', message: rest }]
}

/** Compares with what the store saw, which AWS and others show: whatever differs from the URL was changed on the way. */
function compareCanonical({ answer, url, headers }: Evidence): FoundCause[] {
  const canonical = answer?.fields.get('CanonicalRequest')?.split('\n')
  if (canonical === undefined || url === undefined) return []
  const [method = ''] = canonical
  const seen = new Map(
    canonical.slice(3).flatMap((line) => {
      const colon = line.indexOf(':')
      return colon === -1 ? [] : [[line.slice(0, colon), line.slice(colon + 1)] as const]
    }),
  )
  const host = seen.get('host')
  const found: FoundCause[] = []
  if (host !== undefined && host !== url.host && host !== headers?.get('host')) {
    found.push(
      certain(
        'host_changed',
        `The store saw the host ${quote(host)}, but the URL has ${quote(url.host)}: a proxy in front of the store has changed it.`,
      ),
    )
  }
  const meant = guessMethods(
    url.query.map(([name, value]) => [name.toLowerCase(), value]),
    url.signature?.version === 'v4' ? url.signature.signedHeaders : [],
  )
  if (meant !== undefined && !meant.includes(method)) {
    found.push(
      probable(
        'wrong_method',
        `The store saw ${quote(method)}, but the URL looks as if it was signed for ${meant.join(' or ')}.`,
      ),
    )
  }
  return found
}

const guarded: ReadonlySet<string> = new Set(Object.values(guardedHeaders).flat())

function compareHeaders({ url, headers, method }: Evidence): FoundCause[] {
  const signature = url?.signature
  if (headers === undefined || signature === undefined || url === undefined) return []
  const host = headers.get('host')
  const found: FoundCause[] = []
  if (host !== undefined && host.toLowerCase() !== url.host) {
    found.push(
      probable(
        'host_changed',
        `The Host header is ${quote(host)}, but the URL has ${quote(url.host)}: only one of these hosts was signed.`,
      ),
    )
  }
  if (signature.version === 'v2') {
    const amz = [...headers.keys()].filter((name) => name.startsWith('x-amz-'))
    if (amz.length > 0)
      found.push(
        probable(
          'header_added',
          `The URL is signed with version 2, which covers every \`x-amz-\` header. Probably not signed: ${amz.map(quote).join(', ')}.`,
        ),
      )
    const type = headers.get('content-type')
    if (type !== undefined)
      found.push(
        probable(
          'content_type_v2',
          `The URL is signed with version 2, which covers the Content-Type. ${quote(type)} was sent, but probably none was signed.`,
        ),
      )
    else if (method === 'PUT')
      found.push({
        code: 'content_type_v2',
        certainty: 'possible',
        message:
          'The URL is signed with version 2, which covers the Content-Type. One may have been signed, but none was sent.',
      })
    return found
  }
  const { signedHeaders } = signature
  const away = signedHeaders.filter((name) => guarded.has(name) && !headers.has(name))
  for (const name of signedHeaders) {
    if (name === 'host' || headers.has(name)) continue
    // Signpost signs these headers as absent.
    if (guarded.has(name)) continue
    found.push(describeUnsent(name))
  }
  for (const name of headers.keys()) {
    if (!guarded.has(name) || !signedHeaders.includes(name) || away.length === 0) continue
    found.push(
      probable('header_added', `The header ${quote(name)} was sent, but the URL is probably signed without it.`),
    )
  }
  for (const name of signedHeaders) {
    const sent = headers.get(name)
    if (sent === undefined || name === 'host' || guarded.has(name)) continue
    const code = name === 'content-length' ? 'length_changed' : 'header_changed'
    found.push(
      probable(
        code,
        `The header ${quote(name)} is signed and was sent as ${quoteHeader(name, sent)}, but probably another value was signed.`,
      ),
    )
  }
  return found
}

/** Guesses from the parameters and headers of a URL for which methods it was signed; undefined where nothing shows it. */
function guessMethods(
  query: readonly (readonly [string, string])[],
  signedHeaders: readonly string[],
): readonly string[] | undefined {
  const find = (name: string) => query.find(([one]) => one === name)?.[1]
  const action = find('x-id')
  if (action !== undefined)
    return [
      /^Put|^Upload/.test(action) ? 'PUT' : /^Delete/.test(action) ? 'DELETE' : /^Head/.test(action) ? 'HEAD' : 'GET',
    ]
  if (find('partnumber') !== undefined && find('uploadid') !== undefined) return ['PUT']
  if (find('uploads') !== undefined) return ['POST', 'GET']
  if (query.some(([name]) => name.startsWith('response-'))) return ['GET', 'HEAD']
  const body = [
    'content-type',
    'content-length',
    'content-md5',
    'if-none-match',
    'x-amz-acl',
    'x-amz-storage-class',
    'x-amz-tagging',
  ]
  if (
    signedHeaders.some(
      (name) => body.includes(name) || name.startsWith('x-amz-meta-') || name.startsWith('x-amz-checksum-'),
    )
  )
    return ['PUT', 'POST']
  // On stores that obey unsigned headers, Signpost signs this one header as absent: a download must not have it.
  if (signedHeaders.includes('x-amz-request-payer') && signedHeaders.length === 2) return ['GET', 'HEAD']
  return undefined
}

function compareMethod({ url, method }: Evidence): FoundCause[] {
  if (url === undefined) return []
  const names = url.signature?.version === 'v4' ? url.signature.signedHeaders : []
  const meant = guessMethods(
    url.query.map(([name, value]) => [name.toLowerCase(), value]),
    names,
  )
  if (method === undefined) {
    if (meant === undefined || meant.includes('GET')) return []
    return [
      probable(
        'wrong_method',
        `The URL looks as if it was signed for ${meant.join(' or ')}; a browser opens a URL with GET.`,
      ),
    ]
  }
  if (meant !== undefined)
    return meant.includes(method)
      ? []
      : [
          probable(
            'wrong_method',
            `The request is ${method}, but the URL looks as if it was signed for ${meant.join(' or ')}.`,
          ),
        ]
  // A URL is signed for these methods only on purpose. Where nothing in the URL shows that, the method is the likeliest mistake.
  const odd: Readonly<Record<string, string>> = { HEAD: 'GET', OPTIONS: 'GET or PUT', POST: 'PUT', PATCH: 'PUT' }
  const likely = odd[method]
  return likely === undefined
    ? []
    : [probable('wrong_method', `The request is ${method}; the URL was probably signed for ${likely}.`)]
}

function findOddPath({ url, address }: Evidence): FoundCause[] {
  if (url === undefined) return []
  const { rawPath, path, query } = url
  const found: FoundCause[] = []
  const added = query
    .map(([name]) => name)
    .filter((name) => /^(?:utm_|fbclid|gclid|mc_|_ga|ref$|v$|t$|ts$|cache|nocache|_$|dl$|download$)/i.test(name))
  if (added.length > 0)
    found.push(
      probable(
        'parameter_added',
        added.length === 1
          ? `S3 has no parameter ${added.map(quote).join()}: it was probably added after signing.`
          : `S3 has no parameters ${added.map(quote).join(', ')}: they were probably added after signing.`,
      ),
    )
  if (/%25[\da-f]{2}/i.test(rawPath))
    found.push(
      probable(
        'encoded_twice',
        `The key ${quote(address?.key ?? path)} contains percent escapes: it was probably encoded twice.`,
      ),
    )
  if (rawPath.includes('+'))
    found.push(probable('plus_for_blank', 'The path contains a `+`, which was probably a space or `%2B`.'))
  if (path.normalize('NFC') !== path)
    found.push(
      probable(
        'unicode_form',
        'The key is in the Unicode form of macOS (NFD): it was probably signed in the other form (NFC).',
      ),
    )
  return found
}
