import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'

/** The output of a node. */
interface Item {
  readonly json: Readonly<Record<string, unknown>>
  readonly binary?: Readonly<Record<string, { readonly bytes: Buffer; readonly mimeType: string }>>
}

interface Node {
  readonly name: string
  readonly type: string
  readonly typeVersion: number
  readonly parameters: Readonly<Record<string, unknown>>
}

interface Workflow {
  readonly nodes: readonly Node[]
  readonly connections: Readonly<Record<string, { readonly main: readonly (readonly { readonly node: string }[])[] }>>
}

/** The parameters of each node type and version in the workflow, from n8n's `nodes-base`: `HttpRequest/V3`, `Files/ConvertToFile`. */
const parametersByType: Readonly<Record<string, readonly string[]>> = {
  'n8n-nodes-base.manualTrigger@1': [],
  'n8n-nodes-base.httpRequest@4.2':
    'method url authentication genericAuthType sendQuery queryParameters sendHeaders headerParameters sendBody contentType inputDataFieldName options'.split(
      ' ',
    ),
  'n8n-nodes-base.convertToFile@1.1': ['operation', 'sourceProperty', 'binaryPropertyName', 'options'],
}

/**
 * Runs a workflow as n8n does, for the kinds of nodes that ours use: one node after the other, with the requests that n8n's HTTP
 * Request node sends.
 * @param ownOrigin replaces the workflow's `https://sign.example.com`
 * @param authorization value of the credential "Header Auth"
 * @returns the output of each node, by its name
 */
export async function runN8nWorkflow(
  path: string,
  { ownOrigin, authorization }: { readonly ownOrigin: string; readonly authorization: string },
): Promise<ReadonlyMap<string, Item>> {
  const { nodes, connections } = JSON.parse(readFileSync(path, 'utf8')) as Workflow
  const done = new Map<string, Item>()
  let item: Item = { json: {} }
  for (let node = nodes[0]; node !== undefined; node = findNext(node)) {
    const known = parametersByType[`${node.type}@${node.typeVersion}`]
    assert.ok(known, `${node.name}: ${node.type} ${node.typeVersion} is unknown`)
    for (const name of Object.keys(node.parameters)) assert.ok(known.includes(name), `${node.name} has no ${name}`)
    item = await run(node)
    done.set(node.name, item)
  }
  assert.equal(done.size, nodes.length, 'every node is connected')
  return done

  function findNext({ name }: Node): Node | undefined {
    const [next] = connections[name]?.main[0] ?? []
    return next === undefined ? undefined : (nodes.find((one) => one.name === next.node) ?? assert.fail(next.node))
  }

  async function run({ type, parameters }: Node): Promise<Item> {
    if (type.endsWith('.manualTrigger')) return { json: {} }
    if (type.endsWith('.convertToFile')) return convertToFile(parameters)
    return sendRequest(parameters)
  }

  function convertToFile({ operation, sourceProperty, binaryPropertyName }: Node['parameters']): Item {
    assert.equal(operation, 'toText')
    const text = String(sourceProperty)
      .split('.')
      .reduce<unknown>((holder, key) => (holder as Readonly<Record<string, unknown>>)[key], item.json)
    assert.equal(typeof text, 'string')
    return {
      json: {},
      binary: { [String(binaryPropertyName)]: { bytes: Buffer.from(String(text)), mimeType: 'text/plain' } },
    }
  }

  async function sendRequest(parameters: Node['parameters']): Promise<Item> {
    const { queryParameters, headerParameters, options } = parameters as {
      queryParameters?: { parameters: readonly { name: string; value: string }[] }
      headerParameters?: { parameters: readonly { name: string; value: string }[] }
      options: { response?: { response: { responseFormat: string } } }
    }
    const query = (queryParameters?.parameters ?? []).map(
      ({ name, value }) => `${encodeAsAxios(name)}=${encodeAsAxios(evaluate(value))}`,
    )
    const url = evaluate(String(parameters.url)).replace('https://sign.example.com', ownOrigin)
    const file =
      parameters.contentType === 'binaryData' ? item.binary?.[String(parameters.inputDataFieldName)] : undefined
    const headers: Record<string, string> = { accept: 'application/json,text/*;q=0.99', 'user-agent': 'axios/1.12.0' }
    if (parameters.genericAuthType === 'httpHeaderAuth') headers.Authorization = authorization
    if (file !== undefined) headers['content-type'] = file.mimeType
    for (const { name, value } of headerParameters?.parameters ?? []) headers[name.toLowerCase()] = evaluate(value)
    const response = await fetch(query.length === 0 ? url : `${url}?${query.join('&')}`, {
      method: String(parameters.method),
      headers,
      ...(file === undefined ? {} : { body: Uint8Array.from(file.bytes) }),
    })
    const bytes = Buffer.from(await response.arrayBuffer())
    assert.ok(response.ok, `${url}: ${response.status} ${bytes}`)
    const format = options.response?.response.responseFormat
    if (format === 'file') {
      return { json: {}, binary: { data: { bytes, mimeType: String(response.headers.get('content-type')) } } }
    }
    if (format === 'text') return { json: { data: bytes.toString() } }
    return { json: JSON.parse(bytes.toString()) as Item['json'] }
  }

  /** Evaluates a value: one that begins with `=` is text with expressions in double braces. */
  function evaluate(value: string): string {
    if (!value.startsWith('=')) return value
    return value.slice(1).replaceAll(/\{\{(.*?)\}\}/g, (_, expression: string) => {
      const find = (name: string) => ({ item: done.get(name) })
      return String(new Function('$', '$json', `return (${expression})`)(find, item.json))
    })
  }
}

/** Encodes a text as axios does in a query without arrays. */
function encodeAsAxios(text: string): string {
  return encodeURIComponent(text)
    .replaceAll('%3A', ':')
    .replaceAll('%24', '$')
    .replaceAll('%2C', ',')
    .replaceAll('%20', '+')
}
