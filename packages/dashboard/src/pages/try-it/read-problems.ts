import type { FieldProblem } from '../../api/api-error.ts'

/** The problems with single parameters, of an operation's answer. */
export function readProblems(body: unknown): readonly FieldProblem[] {
  const { error } = (typeof body === 'object' && body !== null ? body : {}) as { error?: { details?: unknown } }
  return Array.isArray(error?.details) ? (error.details as FieldProblem[]) : []
}
