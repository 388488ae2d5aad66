import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** An S3 server in this process for the gateway's bucket check. Every bucket exists and may be listed. */
export interface S3Stub {
  readonly endpoint: string
  close(): void
}

/** Starts the stub on a free port of 127.0.0.1. */
export async function startS3Stub(): Promise<S3Stub> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/xml' })
    response.end('<?xml version="1.0"?><ListBucketResult><Name>my-bucket</Name></ListBucketResult>')
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
