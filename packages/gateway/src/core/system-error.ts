import { getSystemErrorMessage } from 'node:util'

/** What Node says beside the code of an error of the operating system. */
interface SystemError extends Error {
  readonly errno?: unknown
  readonly syscall?: unknown
  readonly path?: unknown
  readonly address?: unknown
  readonly port?: unknown
}

/**
 * An error of the operating system in words, without its code: `/data/master.key: no such file or directory`, `127.0.0.1:5432:
 * connection refused`. The message of any other error stays as it is; of several, all are told.
 */
export function describeSystemError(error: Error): string {
  if (error instanceof AggregateError) return error.errors.map(describeSystemError).join(', ')
  const { errno, syscall, path, address, port } = error as SystemError
  if (typeof errno !== 'number' || typeof syscall !== 'string' || errno >= 0) return error.message
  const host = typeof address === 'string' && address.includes(':') ? `[${address}]` : address
  const place = path ?? (host === undefined || port === undefined ? host : `${host}:${port}`)
  const text = getSystemErrorMessage(errno)
  return place === undefined ? text : `${place}: ${text}`
}
