import { Type } from 'typebox'
import { AppError } from '../core/app-error.ts'
import { explainFields, findInputProblem } from '../explain/explain-input.ts'
import { explanationSchema } from '../explain/explanation-schema.ts'
import { explainExample } from './explain-example.ts'
import { defineOperation } from './operation.ts'

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
    body: Type.Object(explainFields),
  },
  result: explanationSchema,
  examples: [explainExample],
  requires: () => [],
  async handle({ url, request, error, status, method, headers }, _accesses, { now, listKnownKeys }) {
    const problem = findInputProblem({ url, request, error, status })
    if (problem !== undefined) throw new AppError('invalid_request', { details: [problem] })
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
