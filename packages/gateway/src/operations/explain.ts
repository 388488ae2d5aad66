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
    'Send what you have: the URL, the `curl` command, the answer of the store. The first cause is the likeliest one, and says how certain it is. If a credential of the account signed the URL, and the token’s rules cover its bucket and key, the gateway signs the same request again and compares. It fetches nothing, stores nothing, and returns no signature or token. Send the URL in the body, because proxies log queries.',
  usage:
    'Use it when a signed URL, a form or a part was refused: send everything that you have of the request and of the answer. Do what the `cure` of the first cause says. If that cause is not `certain`, check the others as well.',
  input: {
    body: Type.Object(explainFields),
  },
  result: explanationSchema,
  examples: [explainExample],
  requires: () => [],
  async handle({ url, request, error, status, method, headers }, _accesses, { now, listKnownKeys }) {
    const problem = findInputProblem({ url, request, error, status })
    if (problem !== undefined) throw new AppError('invalid_request', { details: [problem] })
    // Loaded at the first request, because most gateways never explain anything.
    const [{ explain }, { describeExplanation }, findKeys] = await Promise.all([
      import('../explain/explain.ts'),
      import('../explain/describe.ts'),
      listKnownKeys(),
    ])
    const explanation = explain({ url, request, error, status, method, headers }, { now, findKeys })
    return { result: describeExplanation(explanation), signings: [] }
  },
})
