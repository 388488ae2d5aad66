import { Type } from 'typebox'
import { AppError } from '../core/app-error.ts'
import { explanationSchema } from '../explain/explanation-schema.ts'
import { explainExample } from './explain-example.ts'
import { defineOperation } from './operation.ts'

/** The longest URL that is read: one with a session token has 2,000 characters. */
const longestUrl = 16_384
const longestText = 65_536

/** `POST /awss3/explain`: says why a signed URL did not work. */
export const explainOperation = defineOperation({
  name: 'explain',
  method: 'POST',
  path: '/awss3/explain',
  category: 'Help',
  effect: 'none',
  summary: 'Say why a signed URL did not work',
  description:
    'Give what you have: the URL, the `curl` command, what the store answered. The first cause is the likeliest one, and says how sure it is. A URL that a credential of the account has signed is compared with what it would sign, where the token’s rules cover its bucket and key. Nothing is fetched, nothing is stored, and no signature or token comes back. Send the URL in the body: what stands in a query is logged by proxies.',
  usage:
    'Use it when a signed URL, a form or a part was refused: give all that you have of the request and of the answer. Do what the cure of the first cause says; where it is not `certain`, look at the others, too.',
  input: {
    body: Type.Object({
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
    }),
  },
  result: explanationSchema,
  examples: [explainExample],
  requires: () => [],
  async handle({ url, request, error, status, method, headers }, _accesses, { now, listKnownKeys }) {
    if (url === undefined && request === undefined && error === undefined && status === undefined) {
      const message = 'An explanation needs `url`, `request`, `error` or `status`: give what you have'
      throw new AppError('invalid_request', { details: [{ parameter: 'url', message }] })
    }
    // Loaded when it is first asked for: most gateways explain nothing.
    const [{ explain }, { describeExplanation }, findKeys] = await Promise.all([
      import('../explain/explain.ts'),
      import('../explain/describe.ts'),
      listKnownKeys(),
    ])
    const explanation = explain({ url, request, error, status, method, headers }, { now, findKeys })
    return { result: describeExplanation(explanation), signings: [] }
  },
})
