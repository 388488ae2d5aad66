import type { Socket } from 'node:net'
import type { FastifyRequest } from 'fastify'

/** Stands for the address of a client that was gone before it could be asked for. It is in no network. */
export const unknownAddress = 'unknown'

/** The client's address: the connection's, or the one that a trusted proxy tells. */
export function readClientAddress({ ip }: Pick<FastifyRequest, 'ip'>): string {
  // Not what the type says: the address of a connection that the client has reset is undefined.
  return (ip as string | undefined) ?? unknownAddress
}

/** Lets Node find out the address of a new connection, and keep it: when the client has hung up it cannot any more. */
export function rememberAddress(socket: Socket): void {
  void socket.remoteAddress
}
