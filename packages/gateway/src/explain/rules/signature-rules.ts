import type { Comparison } from '../compare-signature.ts'
import {
  certain,
  type Evidence,
  type FoundCause,
  mayBeSignature,
  possible,
  probable,
  type Rule,
} from '../explanation.ts'
import { quote, quoteHeader } from '../quote.ts'
import { describeUnsent } from './unsent-header.ts'

/** Finds causes in the comparison of the signature with the stored credential. */
export const findComparison: Rule = (evidence) => {
  const { comparison, answer, form } = evidence
  if (comparison === undefined || !mayBeSignature(evidence)) return []
  const whose = describeKey(comparison)
  switch (comparison.result) {
    case 'near':
      return [
        certain(
          'signature_damaged',
          `Characters of the signature itself were changed or mistyped. Everything else is as ${whose} signed it.`,
        ),
      ]
    case 'changed':
      return describeChange(evidence, comparison)
    case 'signed':
      return form === undefined ? describeDeviation(evidence, comparison) : []
    case 'other': {
      const what = form === undefined ? 'The URL' : 'The policy of the form'
      const held = listUnknownHeaders(evidence)
      const isAsked = answer?.code === 'SignatureDoesNotMatch'
      const message = `${what} does not match the stored secret of this access key ID: it was signed with another secret, or changed after signing.`
      const found: FoundCause = probable('not_this_secret', message)
      return isAsked && held.length > 0 ? [...held, { ...found, certainty: 'possible' }] : [found]
    }
  }
}

function describeKey({ key: { name } }: Comparison): string {
  return name === undefined ? 'the stored credential' : `the credential ${name}`
}

function describeChange({ method }: Evidence, { change, method: signed }: Comparison): FoundCause[] {
  if (change === undefined) return []
  const found = [certain(change.code, change.message)]
  if (method === undefined || method === signed) return found
  return [...found, certain('wrong_method', `The request was also sent with ${method}, but signed for ${signed}.`)]
}

/** Lists headers whose signed value cannot be guessed. A wrong value of one of them is likelier than another secret. */
function listUnknownHeaders({ url, headers, form }: Evidence): FoundCause[] {
  const signature = url?.signature
  if (form !== undefined || signature?.version !== 'v4' || headers === undefined) return []
  return signature.signedHeaders.flatMap((name): FoundCause[] => {
    if (!/^(?:x-amz-meta-|x-amz-tagging|content-|x-amz-checksum-|cache-control|expires)/.test(name)) return []
    const sent = headers.get(name)
    if (sent === undefined) return [describeUnsent(name)]
    const code = name === 'content-length' ? 'length_changed' : 'header_changed'
    return [
      {
        code,
        certainty: 'probable',
        message: `The header ${quote(name)} is signed and was sent as ${quoteHeader(name, sent)}, but probably another value was signed.`,
      },
    ]
  })
}

/** Looks at the request, because the URL is as it was signed. */
function describeDeviation(evidence: Evidence, comparison: Comparison): FoundCause[] {
  const { method, headers, answer, url } = evidence
  const { method: signed = 'GET', headers: signedHeaders = new Map() } = comparison
  const found: FoundCause[] = []
  if (method !== undefined && method !== signed) {
    found.push(certain('wrong_method', `The URL was signed for ${signed}, but sent with ${method}.`))
  }
  const isV2 = url?.signature?.version === 'v2'
  if (headers !== undefined) found.push(...compareHeaders(headers, signedHeaders, evidence, isV2))
  const isMismatch = answer?.code === 'SignatureDoesNotMatch' || (answer?.code === undefined && answer?.status === 403)
  if (found.length > 0 || !isMismatch) return found
  return describeUnseen(evidence, comparison, signed)
}

function compareHeaders(
  headers: ReadonlyMap<string, string>,
  signed: ReadonlyMap<string, string>,
  { url }: Evidence,
  isV2: boolean,
): FoundCause[] {
  const found: FoundCause[] = []
  for (const [name, value] of signed) {
    const sent = headers.get(name)
    if (sent === value) continue
    const isType = isV2 && name === 'content-type'
    const was = sent === undefined ? 'was not sent' : `was sent as ${quoteHeader(name, sent)}`
    const code = isType
      ? 'content_type_v2'
      : sent === undefined
        ? 'header_missing'
        : name === 'content-length'
          ? 'length_changed'
          : 'header_changed'
    found.push(certain(code, `The header ${quote(name)} is signed as ${quoteHeader(name, value)}, but ${was}.`))
  }
  const covered = url?.signature?.version === 'v4' ? url.signature.signedHeaders : []
  for (const [name, value] of headers) {
    if (signed.has(name) || name === 'host') continue
    if (isV2 && name === 'content-type') {
      found.push(
        certain(
          'content_type_v2',
          `The URL is signed without a Content-Type, but ${quote(value)} was sent, and signature version 2 covers that header.`,
        ),
      )
    } else if (isV2 && name.startsWith('x-amz-')) {
      found.push(
        certain(
          'header_added',
          `The URL is signed with version 2, which covers every \`x-amz-\` header, but ${quote(name)} was not signed.`,
        ),
      )
    } else if (covered.includes(name)) {
      found.push(
        certain(
          'header_added',
          `The header ${quote(name)} was sent, but the URL is signed so that this header must be absent.`,
        ),
      )
    }
  }
  return found
}

/** Names what may be wrong when the store refuses the signature although everything that is known of the request is right. */
function describeUnseen(
  { method, headers }: Evidence,
  { headers: signedHeaders = new Map() }: Comparison,
  signed: string,
): FoundCause[] {
  const found: FoundCause[] = []
  if (method === undefined && signed !== 'GET') {
    found.push(
      probable(
        'wrong_method',
        `The URL was signed for ${signed} and is unchanged. Browsers, and curl without -X, send GET.`,
      ),
    )
  }
  if (headers === undefined && signedHeaders.size > 0) {
    const names = [...signedHeaders].map(([name, value]) => `${name}: ${value}`).join(', ')
    found.push(probable('header_missing', `The URL was signed with headers that must be sent: ${quote(names)}.`))
  }
  if (method === undefined && signed === 'GET') {
    found.push(
      possible(
        'wrong_method',
        'The URL was signed for GET and is unchanged, but may have been sent with another method, such as HEAD.',
      ),
    )
  }
  found.push(
    possible(
      'host_changed',
      'The URL is as it was signed, but a proxy in front of the store may have changed the host or the path.',
    ),
  )
  found.push({
    code: 'store_has_other_secret',
    certainty: 'possible',
    message:
      'The URL is as it was signed, but the secret that the store has for this access key ID may not be the one that Signpost has stored.',
  })
  return found
}
