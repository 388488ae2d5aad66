import type { Socket } from 'node:net'
import type { FastifyRequest } from 'fastify'
import { parseClientAddress } from '../core/client-address.ts'

/** Reads the client's address: the connection's, or the one that a trusted proxy names; `unknown` when neither is an address. */
export function readClientAddress({ ip }: Pick<FastifyRequest, 'ip'>): string {
  // Contrary to its type, the address is undefined for a connection that the client has reset.
  return parseClientAddress(ip as string | undefined)
}

/** Makes Node read and cache the address of a new connection: once the client has disconnected, it no longer can. */
export function rememberAddress(socket: Socket): void {
  void socket.remoteAddress
}
