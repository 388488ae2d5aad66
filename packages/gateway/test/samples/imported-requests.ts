import { createRequire } from 'node:module'
import { convertV2 } from 'openapi-to-postmanv2'

/** A parameter of a request that a tool generated from a document. */
export interface ImportedParam {
  readonly name: string
  readonly value: string
  /** Whether it is sent. */
  readonly isOn: boolean
}

/** A request that a tool generated from a document. */
export interface ImportedRequest {
  readonly method: string
  /** The path as in the document, with its parameters in braces. */
  readonly path: string
  readonly pathParams: readonly ImportedParam[]
  readonly query: readonly ImportedParam[]
  readonly headers: Readonly<Record<string, string>>
  /** The body as JSON. */
  readonly body?: string
}

/** The collection that a tool generated from a document. */
export interface ImportedCollection {
  /** The value of the variable `baseUrl`. */
  readonly baseUrl: string
  /** The variable for the token, from `Authorization: Bearer`. */
  readonly tokenVariable: string
  readonly requests: readonly ImportedRequest[]
}

/** The settings of Postman's import that a user may change, as `openapi-to-postmanv2` names them. */
export interface PostmanSettings {
  readonly parametersResolution?: 'Example' | 'Schema'
  readonly enableOptionalParameters?: boolean
}

interface PostmanValue {
  readonly key: string
  readonly value: string
  readonly disabled?: boolean
}

interface PostmanItem {
  readonly item?: readonly PostmanItem[]
  readonly request: {
    readonly method: string
    readonly url: {
      readonly path: readonly string[]
      readonly query: readonly PostmanValue[]
      readonly variable: readonly PostmanValue[]
    }
    readonly header?: readonly PostmanValue[]
    readonly body?: { readonly raw?: string }
  }
}

interface PostmanCollection {
  readonly item: readonly PostmanItem[]
  readonly variable: readonly PostmanValue[]
  readonly auth: { readonly bearer: readonly [PostmanValue] }
}

/** Converts a document with Postman's own converter. */
export async function importIntoPostman(document: string, settings: PostmanSettings): Promise<ImportedCollection> {
  const collection = await new Promise<PostmanCollection>((resolve, reject) => {
    convertV2({ type: 'string', data: document }, settings, (error, converted) => {
      const [output] = converted?.output ?? []
      if (output === undefined) return reject(error ?? new Error(converted?.reason))
      resolve(output.data as unknown as PostmanCollection)
    })
  })
  const requests = flatten(collection.item).map(({ request: { method, url, header = [], body } }) => ({
    method,
    path: `/${url.path.map((segment) => segment.replace(/^:(.*)$/, '{$1}')).join('/')}`,
    pathParams: url.variable.map(readPostmanValue),
    query: url.query.map(readPostmanValue),
    headers: Object.fromEntries(
      header.filter(({ disabled }) => disabled !== true).map(({ key, value }) => [key, value]),
    ),
    ...(body?.raw === undefined ? {} : { body: body.raw }),
  }))
  const baseUrl = collection.variable.find(({ key }) => key === 'baseUrl')?.value ?? ''
  return { baseUrl, tokenVariable: collection.auth.bearer[0].value, requests }
}

function flatten(items: readonly PostmanItem[]): PostmanItem[] {
  return items.flatMap((one) => (one.item === undefined ? [one] : flatten(one.item)))
}

function readPostmanValue({ key: name, value, disabled = false }: PostmanValue): ImportedParam {
  return { name, value, isOn: !disabled }
}

interface BrunoItem {
  readonly items?: readonly BrunoItem[]
  readonly request: {
    readonly method: string
    readonly url: string
    readonly params: readonly { name: string; value: string; enabled: boolean; type: 'path' | 'query' }[]
    readonly headers: readonly { name: string; value: string; enabled: boolean }[]
    readonly body: { readonly mode: string; readonly json: string | null }
  }
}

interface BrunoCollection {
  readonly items: readonly BrunoItem[]
  readonly environments: readonly { readonly variables: readonly { name: string; value: string }[] }[]
  readonly root: { readonly request: { readonly auth: { readonly bearer: { readonly token: string } } } }
}

const require = createRequire(import.meta.url)
// Bruno publishes no types.
const bruno = require('@usebruno/converters') as {
  openApiToBruno(document: object): Promise<BrunoCollection> | BrunoCollection
}

/** Converts a document with Bruno's own converter. */
export async function importIntoBruno(document: string): Promise<ImportedCollection> {
  const { items, environments, root } = await bruno.openApiToBruno(JSON.parse(document) as object)
  const requests = items
    .flatMap((item) => item.items ?? [item])
    .map(({ request: { method, url, params, headers, body } }) => {
      const read = (place: string) =>
        params.filter(({ type }) => type === place).map(({ name, value, enabled }) => ({ name, value, isOn: enabled }))
      const sent = headers.filter(({ enabled }) => enabled).map(({ name, value }) => [name, value])
      const type = body.mode === 'json' ? { 'Content-Type': 'application/json' } : {}
      return {
        method,
        path: url.replace('{{baseUrl}}', '').replaceAll(/:(\w+)/g, '{$1}'),
        pathParams: read('path'),
        query: read('query'),
        headers: { ...type, ...Object.fromEntries(sent) },
        ...(body.json === null ? {} : { body: body.json }),
      }
    })
  const baseUrl = environments[0]?.variables.find(({ name }) => name === 'baseUrl')?.value ?? ''
  return { baseUrl, tokenVariable: root.request.auth.bearer.token, requests }
}
