import { AppError } from '../core/app-error.ts'
import { compileInputValidator } from '../gate/validate-input.ts'
import { mergeInput, type Operation } from '../operations/operation.ts'
import { findSentToken } from '../tokens/sent-token.ts'

/** Queries as tools really send them. Each has a test beside the code that answers it. */
const queries = [
  'bucket=my-bucket&key_name=a.txt&acl=&expires_in=&credential=',
  'bucket=my-bucket&amp;key_name=a.txt',
  'bucket=my-bucket&keyName=a.txt',
  'bucket=my-bucket&key_name=a.txt&versionId=V1&max_size=5000',
  'bucket=my-bucket&key_name=my%2520file.txt',
] as const

const headers = ['at_…', 'Token at_…', 'Bearer: at_…'] as const

/** Renders the section of `docs/api.md` on requests that tools get wrong, with what an operation really answers. */
export function renderToolRequests(operation: Operation): string {
  const validate = compileInputValidator(mergeInput(operation))
  const rows = queries.map((query) => [`?${query}`, answer(query)])
  const headerRows = headers.map((header) => [`Authorization: ${header}`, describeToken(header)])
  return `| request | answer |\n|---|---|\n${[...rows, ...headerRows].map(([sent, got]) => `| \`${sent}\` | ${got} |`).join('\n')}`

  function answer(query: string): string {
    try {
      const { warnings } = validate({ text: Object.fromEntries(new URLSearchParams(query)) })
      return warnings.length === 0 ? '200' : `200, with a warning: ${warnings.join('; ')}`
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      return `${error.status}: ${(error.details ?? []).map(({ message }) => message).join('; ')}`
    }
  }
}

function describeToken(authorization: string): string {
  const { tokenProblem } = findSentToken({
    authorization: authorization.replace('…', '1'),
    parameter: undefined,
    others: () => ({}),
  })
  return `${tokenProblem?.status}: ${tokenProblem?.message}`
}
