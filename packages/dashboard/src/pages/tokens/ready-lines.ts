import type { Asked } from './allow-rules.ts'

/** The request that the code makes. */
export interface LineRequest extends Asked {
  /** The gateway's URL, without a trailing slash. */
  readonly url: string
  /** The token; `at_…` is a placeholder for a token that is no longer known. */
  readonly token: string
  /** The content type that the token requires; undefined if it accepts any. */
  readonly contentType: string | undefined
  /** Whether the token limits sizes, so that each upload has to state its size. */
  readonly saysSize: boolean
}

/** Returns the name of the local file: the last part of the key. */
export function nameFile(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1) || 'hello.txt'
}

/** Lists the parameters of a request for a signed URL, except the size. */
function listParameters({ bucket, key, contentType, action }: LineRequest): [name: string, value: string][] {
  const type: [string, string][] =
    action === 'upload' && contentType !== undefined ? [['content_type', contentType]] : []
  return [['bucket', bucket], ['key_name', key], ...type]
}

/** Writes shell commands with curl. */
export function writeCurl(request: LineRequest): string {
  const { url, token, action, bucket, key, contentType, saysSize } = request
  const ask = (path: string, parameters: readonly (readonly [string, string])[], more: readonly string[] = []) =>
    [
      `curl -sS -G ${quoteShell(url + path)}`,
      `-H "Authorization: Bearer $TOKEN"`,
      ...parameters.map(([name, value]) => `--data-urlencode ${quoteShell(`${name}=${value}`)}`),
      ...more,
    ].join(' \\\n  ')
  const start = `TOKEN=${quoteShell(token)}`
  const file = `FILE=${quoteShell(nameFile(key))}`
  const find = `URL=$(printf '%s' "$ANSWER" | sed -n 's/.*"signedUrl":"\\([^"]*\\)".*/\\1/p')`
  if (action === 'upload') {
    // `tr` removes the spaces that some versions of `wc` print around the size.
    const size = saysSize ? ['-d "content_length=$(wc -c < "$FILE" | tr -d \' \')"'] : []
    const header = contentType === undefined ? '' : `-H ${quoteShell(`Content-Type: ${contentType}`)} `
    return [
      start,
      `${file}   # the file to upload`,
      `ANSWER=$(${ask('/awss3/signed-url/for-upload', listParameters(request), size)})`,
      find,
      `curl -sS -T "$FILE" ${header}-w 'HTTP %{http_code}\\n' "\${URL:?$ANSWER}"`,
    ].join('\n')
  }
  if (action === 'download') {
    return [
      start,
      `${file}   # where to save it`,
      `ANSWER=$(${ask('/awss3/signed-url/for-fetch', listParameters(request))})`,
      find,
      `curl -sS -o "$FILE" -w 'HTTP %{http_code}\\n' "\${URL:?$ANSWER}"`,
    ].join('\n')
  }
  if (action === 'list') {
    const parameters = [['bucket', bucket], ...(key === '' ? [] : [['prefix', key]])] as [string, string][]
    return [start, ask('/awss3/objects', parameters)].join('\n')
  }
  return [start, ask('/awss3/object', listParameters(request), ['-X DELETE'])].join('\n')
}

/** Quotes any text as one word of a shell command. */
function quoteShell(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}

/** Writes a program for Node with `@signpost/client`. */
export function writeClient({ url, token, action, bucket, key, contentType }: LineRequest): string {
  const file = text(nameFile(key))
  const type = contentType === undefined ? '' : `, { type: ${text(contentType)} }`
  const place = `{ bucket: ${text(bucket)}, key: ${text(key)} }`
  const start = `const signpost = createSignpost({ url: ${text(url)}, token: ${text(token)} })`
  const load = `import { createSignpost } from '@signpost/client'`
  if (action === 'upload') {
    return `import { openAsBlob } from 'node:fs'
${load}

${start}
const file = await openAsBlob(${file}${type})
const { key, size } = await signpost.upload(file, ${place})
console.log(\`\${key}: \${size} bytes\`)`
  }
  if (action === 'download') {
    return `import { writeFile } from 'node:fs/promises'
${load}

${start}
const response = await signpost.download(${place})
await writeFile(${file}, await response.bytes())`
  }
  if (action === 'list') {
    return `${load}

${start}
const { objects } = await signpost.list({ bucket: ${text(bucket)}${key === '' ? '' : `, prefix: ${text(key)}`} })
console.log(objects)`
  }
  return `${load}

${start}
await signpost.remove(${place})`
}

/** Writes a program for Node, Deno or Bun that needs only `fetch`. */
export function writeFetch(request: LineRequest): string {
  const { url, token, action, bucket, key, saysSize } = request
  const file = text(nameFile(key))
  const query = (parameters: readonly (readonly [string, string])[], more = '') =>
    `const query = new URLSearchParams({ ${parameters.map(([name, value]) => `${name}: ${text(value)}`).join(', ')}${more} })`
  const ask = (path: string, method = '') =>
    `const answer = await fetch(\`${escapeTemplate(url)}${path}?\${query}\`, { ${method}headers: { authorization: ${text(`Bearer ${token}`)} } })
const { data, error } = await answer.json()
if (error) throw new Error(error.message)`
  if (action === 'upload') {
    return `import { readFile } from 'node:fs/promises'

const file = await readFile(${file})
${query(listParameters(request), saysSize ? ', content_length: String(file.length)' : '')}
${ask('/awss3/signed-url/for-upload')}

const upload = await fetch(data.signedUrl, { method: data.method, headers: data.headers, body: file })
console.log(upload.status, await upload.text())`
  }
  if (action === 'download') {
    return `import { writeFile } from 'node:fs/promises'

${query(listParameters(request))}
${ask('/awss3/signed-url/for-fetch')}

const download = await fetch(data.signedUrl)
if (!download.ok) throw new Error(await download.text())
await writeFile(${file}, new Uint8Array(await download.arrayBuffer()))`
  }
  if (action === 'list') {
    return `${query([['bucket', bucket], ...(key === '' ? [] : [['prefix', key] as const])])}
${ask('/awss3/objects')}
console.log(data.objects)`
  }
  return `${query(listParameters(request))}
${ask('/awss3/object', `method: 'DELETE', `)}`
}

/** Writes any text as a string literal of JavaScript. */
function text(value: string): string {
  const plain = JSON.stringify(value)
  return /["'\\]/.test(plain.slice(1, -1)) ? plain : `'${plain.slice(1, -1)}'`
}

function escapeTemplate(value: string): string {
  return value.replaceAll(/[\\`$]/g, '\\$&')
}

/** Writes a program for Python with `requests`. */
export function writePython(request: LineRequest): string {
  const { url, token, action, bucket, key, saysSize } = request
  const file = JSON.stringify(nameFile(key))
  const write = (parameters: readonly (readonly [string, string])[], more = '') =>
    `{${parameters.map(([name, value]) => `"${name}": ${JSON.stringify(value)}`).join(', ')}${more}}`
  const ask = (path: string, parameters: string, method = 'get') => `answer = requests.${method}(
    ${JSON.stringify(url + path)},
    headers={"Authorization": ${JSON.stringify(`Bearer ${token}`)}},
    params=${parameters},
    timeout=30,
).json()
if "error" in answer:
    raise SystemExit(answer["error"]["message"])
data = answer["data"]`
  if (action === 'upload') {
    return `import requests

with open(${file}, "rb") as opened:
    file = opened.read()
${ask('/awss3/signed-url/for-upload', write(listParameters(request), saysSize ? ', "content_length": len(file)' : ''))}
upload = requests.request(data["method"], data["signedUrl"], headers=data["headers"], data=file, timeout=300)
print(upload.status_code, upload.text)`
  }
  if (action === 'download') {
    return `import requests

${ask('/awss3/signed-url/for-fetch', write(listParameters(request)))}
download = requests.get(data["signedUrl"], timeout=300)
download.raise_for_status()
with open(${file}, "wb") as opened:
    opened.write(download.content)`
  }
  if (action === 'list') {
    return `import requests

${ask('/awss3/objects', write([['bucket', bucket], ...(key === '' ? [] : [['prefix', key] as const])]))}
print(data["objects"])`
  }
  return `import requests

${ask('/awss3/object', write(listParameters(request)), 'delete')}`
}
