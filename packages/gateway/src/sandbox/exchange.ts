import type { IncomingMessage, ServerResponse } from 'node:http'
import type { S3Request } from './s3-request.ts'
import type { SandboxStore } from './sandbox-store.ts'

/** A request that passed the guard, and the means to answer it. */
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

/** Sends an XML document; for HEAD, only the response head. */
export function sendXml(
  { request, response }: Pick<Exchange, 'request' | 'response'>,
  status: number,
  xml: string,
): void {
  response.writeHead(status, { 'content-type': 'application/xml', 'content-length': Buffer.byteLength(xml) })
  response.end(request.method === 'HEAD' ? undefined : xml)
}

/** Sends a document of S3's. @param content elements by name, repeated ones as lists */
export async function sendDocument(exchange: Exchange, root: string, content: object, status = 200): Promise<void> {
  // Loaded only here, because most answers of the sandbox are not documents.
  const { XMLBuilder } = await import('fast-xml-parser')
  const xml: string = new XMLBuilder({ suppressEmptyNode: true }).build({ [root]: content })
  sendXml(exchange, status, `<?xml version="1.0" encoding="UTF-8"?>\n${xml}`)
}
