import type { Socket } from 'node:net'
import type { FastifyRequest } from 'fastify'
import { parseClientAddress } from '../core/client-address.ts'

/** The client's address: the connection's, or the one that a trusted proxy tells; `unknown` when neither is one. */
export function readClientAddress({ ip }: Pick<FastifyRequest, 'ip'>): string {
  // Not what the type says: the address of a connection that the client has reset is undefined.
  return parseClientAddress(ip as string | undefined)
}

/** Lets Node find out the address of a new connection, and keep it: when the client has hung up it cannot any more. */
export function rememberAddress(socket: Socket): void {
  void socket.remoteAddress
}
