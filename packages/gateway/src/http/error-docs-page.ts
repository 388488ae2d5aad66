import { errorDocsPath } from '../core/error-response.ts'
import { errorTable } from '../core/error-table.ts'
import { revalidated, type StaticDocument } from './document-routes.ts'
import { pagePolicy } from './response-headers.ts'

/** The page that an error's `docs` link opens: every code with its status, cause and cure, from the error table. */
export function describeErrorDocsPage(): StaticDocument {
  return {
    path: errorDocsPath,
    contentType: 'text/html; charset=utf-8',
    body: renderErrors(),
    headers: { ...revalidated, 'content-security-policy': pagePolicy({ 'style-src': "'unsafe-inline'" }) },
  }
}

function renderErrors(): string {
  const entries = Object.entries(errorTable).map(
    ([code, { status, message, cause, cure }]) => `<section id="${code}">
<h2><code>${code}</code> <small>${status}</small></h2>
<p>${renderText(message)}</p>
<p><b>Cause.</b> ${renderText(cause)}</p>
<p><b>Cure.</b> ${renderText(cure)}</p>
</section>`,
  )
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
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

/** Text of the table as HTML; its backticks are code. */
function renderText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/`([^`]*)`/g, '<code>$1</code>')
}
