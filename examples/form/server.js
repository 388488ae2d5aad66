import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'

const { SIGNPOST_URL = 'http://127.0.0.1:8080', API_TOKEN, PORT = '3000' } = process.env
const origin = `http://127.0.0.1:${PORT}`

/** Asks Signpost for the URL and the fields of a form that uploads one file of up to 5 MB. */
async function signForm() {
  const response = await fetch(`${SIGNPOST_URL}/awss3/upload-form`, {
    method: 'POST',
    headers: { authorization: `Bearer ${API_TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      bucket: 'my-bucket',
      // S3 appends the visitor's file name. The random folder separates files with the same name.
      key_prefix: `incoming/${randomUUID()}/`,
      max_bytes: 5_000_000,
      success_redirect: `${origin}/done`,
      expires_in: 3600,
    }),
  })
  const { data, error } = await response.json()
  if (error) throw new Error(`${error.code}: ${error.message}`)
  return data
}

async function writePage() {
  const { url, fields } = await signForm()
  const inputs = Object.entries(fields).map(
    ([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`,
  )
  // S3 ignores fields after the file.
  return `<form action="${escapeHtml(url)}" method="post" enctype="multipart/form-data">
  ${inputs.join('\n  ')}
  <input type="file" name="file" required> <button>Upload</button>
</form>`
}

function escapeHtml(text) {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
}

const server = createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url, origin)
  response.setHeader('content-type', 'text/html; charset=utf-8')
  try {
    // S3 redirects the browser here with the key. Do not trust it: anyone can open this address with a different key.
    if (pathname === '/done') response.end(`<p>Uploaded: ${escapeHtml(searchParams.get('key') ?? '')}`)
    else if (pathname === '/') response.end(await writePage())
    else response.writeHead(404).end()
  } catch (error) {
    console.error(error)
    response.writeHead(502).end('<p>The form is not available at the moment.')
  }
})
server.listen(Number(PORT), '127.0.0.1', () => console.log(`Open ${origin}`))
