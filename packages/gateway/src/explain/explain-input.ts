import { Type } from 'typebox'
import type { ErrorDetail } from '../core/app-error.ts'
import type { ExplainInput } from './explain.ts'

/** The longest URL that is read: one with a session token has 2,000 characters. */
const longestUrl = 16_384
const longestText = 65_536

/** What somebody has of a request that did not work, as a transport takes it. */
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
        'What came back: the XML of the store, all that `curl -i` shows, or the message of an SDK or of a browser',
    }),
  ),
  status: Type.Optional(
    Type.Integer({ minimum: 100, maximum: 599, description: 'The HTTP status, where nothing else came back' }),
  ),
  method: Type.Optional(
    Type.String({
      pattern: '^[A-Za-z]{1,16}$',
      description: 'The method that was sent, where there is no `request`',
    }),
  ),
  headers: Type.Optional(
    Type.Record(Type.String(), Type.String(), {
      description: 'All headers that were sent, where there is no `request`; names in any case',
    }),
  ),
}

/** What is wrong with an input that has nothing in it; undefined when it has something. */
export function findInputProblem({ url, request, error, status }: ExplainInput): ErrorDetail | undefined {
  if (url !== undefined || request !== undefined || error !== undefined || status !== undefined) return undefined
  const message = 'An explanation needs `url`, `request`, `error` or `status`: give what you have'
  return { parameter: 'url', message }
}
