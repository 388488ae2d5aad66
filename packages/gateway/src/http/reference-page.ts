import { hash } from 'node:crypto'
import { revalidated, type StaticDocument } from './document-routes.ts'
import { readReferenceScript, scalarVersion } from './reference-script.ts'
import { pagePolicy } from './response-headers.ts'

/** Where the API reference is. */
export const referencePath = '/docs'
const scriptPath = `${referencePath}/assets/scalar-${scalarVersion}.js`

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
const startScriptPath = `${referencePath}/assets/start-${hash('sha256', startScript, 'hex').slice(0, 16)}.js`

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

const immutable = { 'cache-control': 'public, max-age=31536000, immutable' }
const javascript = { contentType: 'text/javascript; charset=utf-8', headers: immutable, isHidden: true }

/** The API reference page and its scripts. */
export const referenceDocuments: readonly StaticDocument[] = [
  {
    path: referencePath,
    contentType: 'text/html; charset=utf-8',
    body: page,
    headers: { ...revalidated, 'content-security-policy': policy },
  },
  { path: startScriptPath, body: startScript, ...javascript },
  { path: scriptPath, body: readReferenceScript, ...javascript },
]
