import { getSystemErrorMessage } from 'node:util'

/** What Node reports besides the code of an operating system error. */
interface SystemError extends Error {
  readonly errno?: unknown
  readonly syscall?: unknown
  readonly path?: unknown
  readonly address?: unknown
  readonly port?: unknown
}

/**
 * Describes an operating system error in words, without its code: `/data/master.key: no such file or directory`,
 * `127.0.0.1:5432: connection refused`. It describes each error of an AggregateError. The message of any other error stays unchanged.
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
