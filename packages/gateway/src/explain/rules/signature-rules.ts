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

/** What the stored credential says of the signature. */
export const findComparison: Rule = (evidence) => {
  const { comparison, answer, form } = evidence
  if (comparison === undefined || !mayBeSignature(evidence)) return []
  const whose = describeKey(comparison)
  switch (comparison.result) {
    case 'near':
      return [
        certain(
          'signature_damaged',
          `Characters of the signature itself were changed or mistyped; all else is as ${whose} signed it.`,
        ),
      ]
    case 'changed':
      return describeChange(evidence, comparison)
    case 'signed':
      return form === undefined ? describeDeviation(evidence, comparison) : []
    case 'other': {
      const what = form === undefined ? 'It' : 'The policy of the form'
      const held = listUnknownHeaders(evidence)
      const isAsked = answer?.code === 'SignatureDoesNotMatch'
      const message = `${what} was not signed so with the stored secret of this access key ID: another secret has signed it, or it was changed after it was signed.`
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
  return [...found, certain('wrong_method', `It was also sent with ${method}, and signed for ${signed}.`)]
}

/** Headers that are signed with a value that cannot be guessed: one of them is likelier than another secret. */
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
        message: `The header ${quote(name)} is signed, and was sent as ${quoteHeader(name, sent)}: another value was probably signed.`,
      },
    ]
  })
}

/** The URL is as it was signed, so the request is looked at. */
function describeDeviation(evidence: Evidence, comparison: Comparison): FoundCause[] {
  const { method, headers, answer, url } = evidence
  const { method: signed = 'GET', headers: signedHeaders = new Map() } = comparison
  const found: FoundCause[] = []
  if (method !== undefined && method !== signed) {
    found.push(certain('wrong_method', `It was signed for ${signed}, and sent with ${method}.`))
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
    found.push(certain(code, `The header ${quote(name)} is signed as ${quoteHeader(name, value)}, and ${was}.`))
  }
  const covered = url?.signature?.version === 'v4' ? url.signature.signedHeaders : []
  for (const [name, value] of headers) {
    if (signed.has(name) || name === 'host') continue
    if (isV2 && name === 'content-type') {
      found.push(
        certain(
          'content_type_v2',
          `It is signed with version 2 for no Content-Type, and ${quote(value)} was sent: version 2 covers that header.`,
        ),
      )
    } else if (isV2 && name.startsWith('x-amz-')) {
      found.push(
        certain(
          'header_added',
          `It is signed with version 2, which covers every header of Amazon’s, and ${quote(name)} was not signed.`,
        ),
      )
    } else if (covered.includes(name)) {
      found.push(
        certain('header_added', `The header ${quote(name)} was sent, and the URL is signed so that it must not be.`),
      )
    }
  }
  return found
}

/** The store refuses the signature, and what is known of the request is right: so what is not known was wrong. */
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
        `It was signed for ${signed}, and is unchanged. A browser, and curl without -X, send GET.`,
      ),
    )
  }
  if (headers === undefined && signedHeaders.size > 0) {
    const names = [...signedHeaders].map(([name, value]) => `${name}: ${value}`).join(', ')
    found.push(probable('header_missing', `It was signed with headers that have to be sent: ${quote(names)}.`))
  }
  if (method === undefined && signed === 'GET') {
    found.push(
      possible(
        'wrong_method',
        'It was signed for GET, and is unchanged: perhaps it was sent with another method, such as HEAD.',
      ),
    )
  }
  found.push(
    possible(
      'host_changed',
      'It is as it was signed: perhaps a proxy before the store has changed the host or the path.',
    ),
  )
  found.push({
    code: 'store_has_other_secret',
    certainty: 'possible',
    message:
      'It is as it was signed: perhaps the store has another secret for this access key ID than the one that is stored here.',
  })
  return found
}
