import type { FieldProblem } from '../../api/api-error.ts'

/** Reads the problems with single parameters from an operation's answer. */
export function readProblems(body: unknown): readonly FieldProblem[] {
  const { error } = (typeof body === 'object' && body !== null ? body : {}) as { error?: { details?: unknown } }
  return Array.isArray(error?.details) ? (error.details as FieldProblem[]) : []
}
