import { guardedHeaders } from '../../core/guarded-headers.ts'
import { certain, type Evidence, type FoundCause, probable, type Rule } from '../explanation.ts'
import { quote, quoteHeader } from '../quote.ts'
import { describeUnsent } from './unsent-header.ts'

/** What can be told of a signature that does not match without the key: which method and headers were meant, and what looks odd. */
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
    'The signature does not fit what was sent. Without the key that signed it nobody can say more: a wrong secret, another method, a header or a host that was changed look the same.'
  return [...found, { code: 'signature_mismatch', certainty: 'possible', message: rest }]
}

/** AWS and others show what they saw: what differs from the URL was changed on the way. */
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
        `The store saw the host ${quote(host)}, and the URL has ${quote(url.host)}: a proxy before the store has changed it.`,
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
        `The store saw ${quote(method)}, and the URL looks as if it was signed for ${meant.join(' or ')}.`,
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
        `The Host header says ${quote(host)}, and the URL ${quote(url.host)}: one of them was signed.`,
      ),
    )
  }
  if (signature.version === 'v2') {
    const amz = [...headers.keys()].filter((name) => name.startsWith('x-amz-'))
    if (amz.length > 0)
      found.push(
        probable(
          'header_added',
          `It is signed with version 2, which covers every header of Amazon’s: ${amz.map(quote).join(', ')} was probably not signed.`,
        ),
      )
    const type = headers.get('content-type')
    if (type !== undefined)
      found.push(
        probable(
          'content_type_v2',
          `It is signed with version 2, which covers the Content-Type: ${quote(type)} was sent, and probably none was signed.`,
        ),
      )
    else if (method === 'PUT')
      found.push({
        code: 'content_type_v2',
        certainty: 'possible',
        message:
          'It is signed with version 2, which covers the Content-Type: perhaps one was signed, and none was sent.',
      })
    return found
  }
  const { signedHeaders } = signature
  const away = signedHeaders.filter((name) => guarded.has(name) && !headers.has(name))
  for (const name of signedHeaders) {
    if (name === 'host' || headers.has(name)) continue
    // Our own signatures have such names as absent.
    if (guarded.has(name)) continue
    found.push(describeUnsent(name))
  }
  for (const name of headers.keys()) {
    if (!guarded.has(name) || !signedHeaders.includes(name) || away.length === 0) continue
    found.push(
      probable('header_added', `The header ${quote(name)} was sent, and the URL is probably signed against it.`),
    )
  }
  for (const name of signedHeaders) {
    const sent = headers.get(name)
    if (sent === undefined || name === 'host' || guarded.has(name)) continue
    const code = name === 'content-length' ? 'length_changed' : 'header_changed'
    found.push(
      probable(
        code,
        `The header ${quote(name)} is signed, and was sent as ${quoteHeader(name, sent)}: probably another value was signed.`,
      ),
    )
  }
  return found
}

/** The methods that a URL can have been signed for, by what stands in it; undefined where nothing tells. */
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
  // What we sign on such stores names the one header that a download must not have.
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
            `The request is ${method}, and the URL looks as if it was signed for ${meant.join(' or ')}.`,
          ),
        ]
  // Nobody signs these by chance, so where they meet a URL without a sign of them, they are the likeliest mistake.
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
        `The parameter ${added.map(quote).join(', ')} is none of S3: it was probably added after signing.`,
      ),
    )
  if (/%25[\da-f]{2}/i.test(rawPath))
    found.push(
      probable(
        'encoded_twice',
        `The key ${quote(address?.key ?? path)} has percent escapes in it: it was probably encoded twice.`,
      ),
    )
  if (rawPath.includes('+'))
    found.push(probable('plus_for_blank', 'A `+` stands in the path: it was probably a blank, or `%2B`.'))
  if (path.normalize('NFC') !== path)
    found.push(
      probable(
        'unicode_form',
        'The key is in the Unicode form of macOS (NFD): it was probably signed in the other one.',
      ),
    )
  return found
}
