import { readFileSync } from 'node:fs'
import fastify from 'fastify'

const manifest = new URL('../package.json', import.meta.resolve('@scalar/fastify-api-reference'))

/** The version of Scalar that is installed; its script never changes under one version. */
export const scalarVersion = (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version

/**
 * Reads Scalar's script: 5 MB of JavaScript. That takes a tenth of a second and 25 MB, which most gateways never need. The
 * package holds it as a string inside the plugin, which gives it away only over HTTP.
 */
export async function readReferenceScript(): Promise<Buffer> {
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
