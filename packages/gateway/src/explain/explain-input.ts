import { Type } from 'typebox'
import type { ErrorDetail } from '../core/app-error.ts'
import type { ExplainInput } from './explain.ts'

/** The longest URL that is read. A URL with a session token has 2,000 characters. */
const longestUrl = 16_384
const longestText = 65_536

/** The input of `explain` as transports accept it: what the caller knows about a request that did not work. */
export const explainFields = {
  url: Type.Optional(
    Type.String({ minLength: 1, maxLength: longestUrl, description: 'The signed URL, as it was used' }),
  ),
  request: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: longestText,
      description:
        'The `curl` command that was run, as it was typed or as a browser copies it (for bash, cmd.exe or PowerShell)',
    }),
  ),
  error: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: longestText,
      description:
        'What came back: the XML of the store, the whole output of `curl -i`, or the message of an SDK or a browser',
    }),
  ),
  status: Type.Optional(
    Type.Integer({ minimum: 100, maximum: 599, description: 'The HTTP status, if nothing else came back' }),
  ),
  method: Type.Optional(
    Type.String({
      pattern: '^[A-Za-z]{1,16}$',
      description: 'The method that was sent, if there is no `request`',
    }),
  ),
  headers: Type.Optional(
    Type.Record(Type.String(), Type.String(), {
      description: 'All headers that were sent, if there is no `request`; names in upper or lower case',
    }),
  ),
}

/** Finds the problem of an empty input; undefined when the input has at least one of the four fields. */
export function findInputProblem({ url, request, error, status }: ExplainInput): ErrorDetail | undefined {
  if (url !== undefined || request !== undefined || error !== undefined || status !== undefined) return undefined
  const message = 'An explanation needs `url`, `request`, `error` or `status`: set at least one of them'
  return { parameter: 'url', message }
}
