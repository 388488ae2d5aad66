import { hash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import fastify from 'fastify'
import { type AppError, errorDocsPath } from '../core/app-error.ts'
import { errorTable } from '../core/error-table.ts'
import type { StaticDocument } from '../core/static-document.ts'
import { immutable } from './representation.ts'

/** Where the API reference is. */
export const referencePath = '/docs'

const manifest = new URL('../package.json', import.meta.resolve('@scalar/fastify-api-reference'))
/** The version of Scalar. It is part of the script's path, because the script never changes within a version. */
export const scalarVersion = (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version
const scriptPath = `${referencePath}/assets/scalar-${scalarVersion}.js`

/**
 * Starts Scalar without anything that would contact another origin: no fonts or proxy of its makers, no telemetry, no AI
 * agent. Requests that a user tries out go to the origin at which the page was opened, whatever servers the document names.
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

const pageStart = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">`

const referencePage = `${pageStart}
<title>Signpost: API reference</title>
<link rel="icon" href="data:,">
<div id="reference"></div>
<noscript>This page needs JavaScript. The same content as text: <a href="/llms.txt">/llms.txt</a>, <a href="/openapi.json">/openapi.json</a>.</noscript>
<script src="${scriptPath}"></script>
<script src="${startScriptPath}"></script>
</html>
`

/** Scalar writes style attributes and elements, which a policy cannot allow by hash. Scripts come only from this origin. */
const referencePolicy = {
  'script-src': "'self'",
  'style-src': "'unsafe-inline'",
  'img-src': "'self' data: blob:",
  'font-src': "'self' data:",
  'connect-src': "'self'",
}

const javascript = {
  contentType: 'text/javascript; charset=utf-8',
  headers: { 'cache-control': immutable },
  isHidden: true,
}

/** The API reference with its scripts, and the page that an error's `docs` link opens. */
export const documentPages: readonly StaticDocument[] = [
  createPage(referencePath, referencePage, referencePolicy),
  { path: startScriptPath, body: startScript, ...javascript },
  { path: scriptPath, body: readReferenceScript, ...javascript },
  createPage(errorDocsPath, renderErrors(), { 'style-src': "'unsafe-inline'" }),
]

/** @param sources what the page may load, as directives of its Content-Security-Policy; it may load nothing else */
function createPage(path: string, body: string, sources: Readonly<Record<string, string>>): StaticDocument {
  const needed = Object.entries(sources).map(([directive, source]) => `${directive} ${source}`)
  const policy = ["default-src 'none'", ...needed, "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"]
  // In another version the page's scripts have other names, so browsers must revalidate the page each time, and usually get a 304.
  const headers = { 'cache-control': 'no-cache', 'content-security-policy': policy.join('; ') }
  return { path, contentType: 'text/html; charset=utf-8', body, headers }
}

/**
 * Reads Scalar's script: 5 MB of JavaScript. That takes a tenth of a second and 25 MB, so it happens at the first request: most
 * gateways never get one. The package holds the script as a string inside the plugin, which serves it only over HTTP.
 */
async function readReferenceScript(): Promise<Buffer> {
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

function renderErrors(): string {
  const entries = Object.entries(errorTable).map(
    ([code, { status, message, cause, whatToDo }]) => `<section id="${code}">
<h2><code>${code}</code> <small>${status}</small></h2>
<p>${renderText(message)}</p>
<p><b>Cause.</b> ${renderText(cause)}</p>
<p><b>What to do.</b> ${renderText(whatToDo)}</p>
</section>`,
  )
  return `${pageStart}
<title>Signpost: errors</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem; color-scheme: light dark }
section { border-top: 1px solid #8884; padding: .5rem 0 } section:target { background: #ffd70022 }
h2 { font-size: 1.1rem; margin: .5rem 0 } small { opacity: .7 } code { font-size: .95em }
</style>
<h1>Errors</h1>
<p>Every error is JSON: <code>{"error": {"code", "message", "status", "details", "requestId", "docs"}}</code>.</p>
${entries.join('\n')}
</html>
`
}

/** Renders an error as a page, for a person whose browser opened a page that cannot be shown. */
export function renderErrorPage({ code, message }: AppError, requestId: string): string {
  return `${pageStart}
<meta name="color-scheme" content="light dark">
<title>Signpost: this page cannot be shown</title>
<link rel="icon" href="data:,">
<h1>This page cannot be shown</h1>
<p>${renderText(message)}</p>
<p>${renderText(errorTable[code].whatToDo)}</p>
<p>Request id: <code>${requestId}</code></p>
</html>
`
}

/** Renders a text of the table as HTML. Text in backticks becomes code. */
function renderText(text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  return escaped.replaceAll(/`([^`]*)`/g, '<code>$1</code>')
}
