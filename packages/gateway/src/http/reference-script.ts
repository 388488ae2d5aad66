import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import fastify from 'fastify'

const manifest = new URL('../package.json', import.meta.resolve('@scalar/fastify-api-reference'))

/** The version of Scalar that is installed; its script never changes under one version. */
export const scalarVersion = (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version

/** Scalar's script, 5 MB of JavaScript, in the encoding that the client takes. */
export interface ReferenceScript {
  readGzip(): Promise<Buffer>
  readPlain(): Promise<Buffer>
}

/** Reads Scalar's script on first use: it takes a tenth of a second and 25 MB, which most gateways never need. */
export function createReferenceScript(): ReferenceScript {
  let compressed: Promise<Buffer> | undefined
  function readGzip(): Promise<Buffer> {
    compressed ??= extractScript()
      .then(promisify(gzip))
      .catch((error: unknown) => {
        compressed = undefined
        throw error
      })
    return compressed
  }
  return { readGzip, readPlain: async () => promisify(gunzip)(await readGzip()) }
}

/** The package holds its script as a string inside the plugin, which gives it away only over HTTP. */
async function extractScript(): Promise<Buffer> {
  const { default: scalar } = await import('@scalar/fastify-api-reference')
  const app = fastify()
  app.register(scalar, { routePrefix: '/scalar', configuration: { url: '/openapi.json' } })
  try {
    const { statusCode, rawPayload } = await app.inject('/scalar/js/scalar.js')
    if (statusCode !== 200) throw new Error(`Scalar ${scalarVersion} does not serve its script where it used to`)
    return rawPayload
  } finally {
    await app.close()
  }
}
