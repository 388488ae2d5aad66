import { Type } from 'typebox'
import { AppError } from '../core/app-error.ts'
import { explainFields, findInputProblem } from '../explain/explain-input.ts'
import { explanationSchema } from '../explain/explanation-schema.ts'
import { findAmong } from '../explain/known-key.ts'
import { defineAct } from './act.ts'
import type { Needs } from './dependencies.ts'

/** Says why a signed request did not work, and compares it with the account's credentials. It sends no request to the store. */
export const explainRequest = defineAct({
  name: 'explain_request',
  summary: 'Say why a signed URL did not work',
  role: 'auditor',
  effect: 'read',
  inBody: true,
  input: Type.Object({
    ...explainFields,
    paste: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 262_144,
        description:
          'The URL, the `curl` command and the response in one text, in any order; the other fields take precedence over it',
      }),
    ),
  }),
  result: explanationSchema,
  async run(
    { paste, ...fields },
    { credentials, accountId, ring, clock }: Needs<'credentials' | 'accountId' | 'ring' | 'clock'>,
  ) {
    // Loaded at the first use, because most gateways explain nothing.
    const [{ explain }, { describeExplanation }, { readPaste }] = await Promise.all([
      import('../explain/explain.ts'),
      import('../explain/describe.ts'),
      import('../explain/read-paste.ts'),
    ])
    const input = { ...(paste === undefined ? {} : readPaste(paste)), ...fields }
    const problem = findInputProblem(input)
    if (problem !== undefined) throw new AppError('invalid_request', { details: [problem] })
    const warnings = new Set<string>()
    const findKeys = findAmong(await credentials.list(accountId), ring, (warning) => warnings.add(warning))
    const explained = describeExplanation(explain(input, { now: clock(), findKeys }))
    return warnings.size === 0 ? explained : { ...explained, warnings: [...(explained.warnings ?? []), ...warnings] }
  },
})
