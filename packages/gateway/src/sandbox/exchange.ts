import type { IncomingMessage, ServerResponse } from 'node:http'
import type { S3Request } from './s3-request.ts'
import type { SandboxStore } from './sandbox-store.ts'

/** A request that passed the guard, and how it is answered. */
export interface Exchange {
  readonly wanted: S3Request
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly store: SandboxStore
  /** Time of the request, epoch milliseconds. */
  readonly now: number
}

/** Answers one kind of request. @throws S3Refusal */
export type Handler = (exchange: Exchange) => void | Promise<void>

/** Sends an XML document, or its head alone. */
export function sendXml(
  { request, response }: Pick<Exchange, 'request' | 'response'>,
  status: number,
  xml: string,
): void {
  response.writeHead(status, { 'content-type': 'application/xml', 'content-length': Buffer.byteLength(xml) })
  response.end(request.method === 'HEAD' ? undefined : xml)
}

/** Sends a document of S3's: elements by name, those that repeat as lists. */
export async function sendDocument(exchange: Exchange, root: string, content: object, status = 200): Promise<void> {
  // Loaded here: most of what the sandbox answers is no document.
  const { XMLBuilder } = await import('fast-xml-parser')
  const xml: string = new XMLBuilder({ suppressEmptyNode: true }).build({ [root]: content })
  sendXml(exchange, status, `<?xml version="1.0" encoding="UTF-8"?>\n${xml}`)
}
