import { certain, type FoundCause, possible, probable } from '../explanation.ts'
import { quote } from '../quote.ts'

/** Headers that clients send automatically, so that no command shows them. */
const ownHeaders: ReadonlySet<string> = new Set([
  'accept',
  'accept-encoding',
  'connection',
  'expect',
  'transfer-encoding',
  'user-agent',
])

/** Describes a signed header that the request does not show. */
export function describeUnsent(name: string): FoundCause {
  if (name === 'content-length') {
    const message = 'The length of the body is signed, but the body that was sent is probably longer or shorter.'
    return probable('length_changed', message)
  }
  if (ownHeaders.has(name)) {
    const message = `The header ${quote(name)} is signed, but clients set it automatically, perhaps to another value.`
    return possible('header_changed', message)
  }
  return certain('header_missing', `The header ${quote(name)} is signed, but was not sent.`)
}
