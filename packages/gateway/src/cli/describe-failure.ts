import { AppError } from '../core/app-error.ts'

/** The operator may know more than a client of the API: why the database does not answer. */
export function describeFailure(error: Error): string {
  const { message, cause } = error
  return error instanceof AppError && cause instanceof Error ? `${message} (${cause.message})` : message
}
