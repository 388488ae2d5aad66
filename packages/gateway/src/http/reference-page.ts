import { hash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { createReferenceScript, scalarVersion } from './reference-script.ts'
import { pagePolicy } from './response-headers.ts'

const path = '/docs'
const scriptPath = `${path}/assets/scalar-${scalarVersion}.js`

/**
 * Starts Scalar without anything that would leave this origin: no fonts or proxy of its makers, no telemetry, no AI
 * agent. Requests that are tried out go to the origin that the page was opened at, whatever the document's servers are.
 */
const startScript = `Scalar.createApiReference('#reference', {
  url: '/openapi.json',
  servers: [{ url: location.origin }],
  authentication: { preferredSecurityScheme: 'bearerAuth' },
  withDefaultFonts: false,
  telemetry: false,
  agent: { disabled: true },
  mcp: { disabled: true },
  hideClientButton: true,
  hideModels: true,
  showDeveloperTools: 'never',
  persistAuth: false,
  defaultOpenAllTags: true,
})
`
const startScriptPath = `${path}/assets/start-${hash('sha256', startScript, 'hex').slice(0, 16)}.js`

const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Signpost: API reference</title>
<link rel="icon" href="data:,">
<div id="reference"></div>
<noscript>This page needs JavaScript. The same as text: <a href="/llms.txt">/llms.txt</a>, <a href="/openapi.json">/openapi.json</a>.</noscript>
<script src="${scriptPath}"></script>
<script src="${startScriptPath}"></script>
</html>
`

/** Scalar writes style attributes and elements, which no hash can name; scripts come from here only. */
const policy = pagePolicy({
  'script-src': "'self'",
  'style-src': "'unsafe-inline'",
  'img-src': "'self' data: blob:",
  'font-src': "'self' data:",
  'connect-src': "'self'",
})

const immutable = 'public, max-age=31536000, immutable'
const javascript = 'text/javascript; charset=utf-8'

/** Adds the API reference page with its scripts, and sends whoever opens the bare address there. */
export function addReferencePage(app: FastifyInstance): void {
  const script = createReferenceScript()
  app.get('/', { schema: { hide: true } as object }, (_request, reply) => reply.redirect(path))
  app.get(path, (_request, reply) =>
    reply.header('content-security-policy', policy).type('text/html; charset=utf-8').send(page),
  )
  app.get(startScriptPath, { schema: { hide: true } as object }, (_request, reply) =>
    reply.header('cache-control', immutable).type(javascript).send(startScript),
  )
  app.get(scriptPath, { schema: { hide: true } as object }, async (request, reply) => {
    reply.header('cache-control', immutable).header('vary', 'accept-encoding, origin').type(javascript)
    if (!/\bgzip\b/.test(String(request.headers['accept-encoding']))) return script.readPlain()
    reply.header('content-encoding', 'gzip')
    return script.readGzip()
  })
}
