import { type LineRequest, nameFile } from './ready-lines.ts'

interface Node {
  readonly name: string
  readonly type: string
  readonly typeVersion: number
  readonly parameters: object
}

/**
 * Writes nodes of n8n in the format that its editor accepts by pasting: `docs/low-code.md`. None of them contains the token, which
 * belongs in an n8n credential.
 */
export function writeN8n(request: LineRequest): string {
  const nodes = listNodes(request)
  return JSON.stringify(
    {
      nodes: nodes.map((node, index) => ({
        ...node,
        id: `00000000-0000-4000-8000-00000000000${index + 1}`,
        position: [index * 220, 0],
      })),
      connections: Object.fromEntries(
        nodes.slice(0, -1).map(({ name }, index) => {
          const next = { node: nodes[index + 1]?.name, type: 'main', index: 0 }
          return [name, { main: [[next]] }]
        }),
      ),
    },
    null,
    2,
  )
}

function listNodes(request: LineRequest): readonly Node[] {
  const { action, bucket, key, contentType, saysSize } = request
  const place = { bucket, key_name: key }
  const start = { name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {} }
  if (action === 'upload') {
    const type: Record<string, string> = contentType === undefined ? {} : { content_type: contentType }
    // The file in these nodes contains the key as text, so its size is known.
    const size: Record<string, string> = saysSize
      ? { content_length: String(new TextEncoder().encode(key).length) }
      : {}
    return [
      start,
      ask('Sign the upload', request, { path: '/awss3/signed-url/for-upload', query: { ...place, ...type, ...size } }),
      makeFile(nameFile(key)),
      send('Send the file to S3', contentType),
    ]
  }
  if (action === 'download') {
    return [start, ask('Sign the download', request, { path: '/awss3/signed-url/for-fetch', query: place }), fetchFile]
  }
  if (action === 'list') {
    return [start, ask('List', request, { path: '/awss3/objects', query: { bucket, prefix: key } })]
  }
  return [start, ask('Delete', request, { method: 'DELETE', path: '/awss3/object', query: place })]
}

interface Question {
  readonly method?: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
}

function ask(name: string, { url }: LineRequest, { method = 'GET', path, query }: Question): Node {
  return {
    name,
    type: 'n8n-nodes-base.httpRequest',
    typeVersion: 4.2,
    parameters: {
      method,
      url: url + path,
      authentication: 'genericCredentialType',
      genericAuthType: 'httpHeaderAuth',
      sendQuery: true,
      queryParameters: {
        parameters: Object.entries(query).map(([field, value]) => ({ name: field, value: quote(value) })),
      },
      options: {},
    },
  }
}

/** Quotes a value that starts with `=`, because n8n would evaluate it as an expression. */
function quote(value: string): string {
  return value.startsWith('=') ? `={{ ${JSON.stringify(value)} }}` : value
}

function makeFile(fileName: string): Node {
  return {
    name: 'Make a file',
    type: 'n8n-nodes-base.convertToFile',
    typeVersion: 1.1,
    parameters: { operation: 'toText', sourceProperty: 'data.key', binaryPropertyName: 'data', options: { fileName } },
  }
}

function send(name: string, contentType: string | undefined): Node {
  const header =
    contentType === undefined
      ? {}
      : { sendHeaders: true, headerParameters: { parameters: [{ name: 'Content-Type', value: contentType }] } }
  return {
    name,
    type: 'n8n-nodes-base.httpRequest',
    typeVersion: 4.2,
    parameters: {
      method: 'PUT',
      url: "={{ $('Sign the upload').item.json.data.signedUrl }}",
      ...header,
      sendBody: true,
      contentType: 'binaryData',
      inputDataFieldName: 'data',
      options: { response: { response: { responseFormat: 'text' } } },
    },
  }
}

const fetchFile: Node = {
  name: 'Fetch the file',
  type: 'n8n-nodes-base.httpRequest',
  typeVersion: 4.2,
  parameters: {
    method: 'GET',
    url: '={{ $json.data.signedUrl }}',
    options: { response: { response: { responseFormat: 'file' } } },
  },
}
