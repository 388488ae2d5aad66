import { Type } from 'typebox'
import { defineText } from '../core/define-text.ts'
import { publishBounds } from './published-schema.ts'

/** S3 accepts 8 KB of headers in total. S3 User Guide, "Object metadata". */
const maxHeaderCharacters = 1024

/** Further rules for the text of a header. */
interface HeaderTextRule {
  /** The pattern that the documents publish. */
  readonly pattern?: string
  readonly examples: readonly [string]
  /** Says what is wrong with a text, in words that follow the parameter's name. */
  readonly findProblem?: (text: string) => string | undefined
}

/**
 * Defines the schema of a text that becomes the value of a header: visible ASCII and inner spaces, which every client sends
 * unchanged.
 */
export function defineHeaderText(
  description: string,
  { pattern = '^[!-~]([ -~]*[!-~])?$', examples, findProblem }: HeaderTextRule,
) {
  const bounds = publishBounds({ minLength: 1, maxLength: maxHeaderCharacters, pattern })
  return defineText({ description, examples: [...examples], ...bounds }, (text) => {
    if (text === '' || text.length > maxHeaderCharacters)
      return `must be text of 1 to ${maxHeaderCharacters} characters`
    if (/[^\x20-\x7e]/.test(text)) {
      return 'must be ASCII without line breaks, because it becomes an HTTP header'
    }
    if (text !== text.trim()) return 'must not begin or end with a space, which HTTP drops'
    return findProblem?.(text)
  })
}

/** `request_payer`: who pays. S3 User Guide, "Using Requester Pays buckets". */
export const requestPayerParam = Type.Enum(['requester'], {
  description: '`requester`: the account of the credential pays, for a bucket whose owner requires that',
})
