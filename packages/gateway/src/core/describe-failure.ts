import { AppError } from './app-error.ts'

/** The operator may know more than a client of the API: why the database does not answer, or that a disk is full. */
export function describeFailure(error: Error): string {
  const { message, cause } = error
  if (error instanceof AppError && cause instanceof Error) return `${message} (${describeDisk(cause)})`
  return describeDisk(error)
}

/** SQLite says no more than "disk I/O error" when its files beside the database find no room. https://www.sqlite.org/rescode.html */
function describeDisk(error: Error & { readonly code?: unknown }): string {
  if (!/^SQLITE_(FULL|IOERR)/.test(String(error.code))) return error.message
  return `${error.message}: look at the disk of the data directory (df -h), which may be full`
}
