import { createServer } from 'node:http'
import express from 'express'
import { announcePort } from '../../servers/announce-port.ts'
import type { BatchBody } from '../batch-body.ts'

/** Signs a GET. */
export type SignOne = (object: {
  readonly bucket: string
  readonly key: string
  readonly expiresInSeconds: number
}) => string | Promise<string>

/** Serves batches like the code that people write today around a signing library: Express 5 for the JSON, and no token check. */
export async function serveBatches(sign: SignOne): Promise<void> {
  const app = express()
  app.post('/awss3/signed-urls', express.json({ limit: '1mb' }), async (request, response) => {
    const { defaults, requests } = request.body as BatchBody
    const { bucket, expires_in: expiresInSeconds } = defaults
    const results = await Promise.all(
      requests.map(async ({ key_name: key }) => ({
        signedUrl: await sign({ bucket, key, expiresInSeconds }),
        bucket,
        key,
      })),
    )
    response.json({ data: { results } })
  })
  await announcePort(createServer(app))
}
