import { Type } from 'typebox'
import { defineText } from '../core/define-text.ts'
import { publishBounds } from './published-schema.ts'

/** S3 takes 8 KB of headers together. S3 User Guide, "Object metadata". */
const maxHeaderCharacters = 1024

/** What else a header's text has to be. */
interface HeaderTextRule {
  /** As the documents publish it. */
  readonly pattern?: string
  readonly examples: readonly [string]
  /** Says what is wrong with a text, after the parameter's name. */
  readonly findProblem?: (text: string) => string | undefined
}

/**
 * The schema of a text that becomes a header's value: visible ASCII and inner spaces, which every client sends unchanged.
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
      return 'must be ASCII without line breaks, since it becomes an HTTP header'
    }
    if (text !== text.trim()) return 'must not begin or end with a space, which HTTP drops'
    return findProblem?.(text)
  })
}

/** `request_payer`: who pays. S3 User Guide, "Using Requester Pays buckets". */
export const requestPayerParam = Type.Enum(['requester'], {
  description: '`requester`: the account of the credential pays, for a bucket whose owner wants that',
})
