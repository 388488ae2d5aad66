import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, describe, test } from 'node:test'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { Client as FormerClient } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport as FormerTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { createToken } from '../samples/store-credential.ts'
import { skipWithoutCeph } from '../servers/ceph-server.ts'
import { type MultipartStand, startMultipartStand } from '../servers/multipart-stand.ts'

const stand = skipWithoutCeph === false ? await startMultipartStand() : undefined
after(() => stand?.[Symbol.asyncDispose]())

type Call = (name: string, args: Readonly<Record<string, unknown>>) => Promise<Readonly<Record<string, unknown>>>

/** The parts of a tool that an agent knows. */
interface ListedTool {
  readonly name: string
  readonly description?: string | undefined
}

describe('agents at Ceph', { skip: skipWithoutCeph }, () => {
  const { gateway, dataDir, bucket, partSize } = stand as MultipartStand
  const endpoint = new URL(`${gateway.url}/mcp`)

  async function connect(
    version: 'former' | 'auto' | 'legacy',
  ): Promise<{ tools: ListedTool[]; call: Call; close(): Promise<void> }> {
    const token = await createToken({ dataDir }, { allow: [`upload:${bucket}/agent/*`, `download:${bucket}/agent/*`] })
    const options = { requestInit: { headers: { authorization: `Bearer ${token}` } } }
    const about = { name: 'agent', version: '1.0' }
    if (version === 'former') {
      const client = new FormerClient(about)
      await client.connect(new FormerTransport(endpoint, options) as never)
      const { tools } = await client.listTools()
      return {
        tools,
        call: async (name, args) => readResult(await client.callTool({ name, arguments: args })),
        close: () => client.close(),
      }
    }
    const client = new Client(about, { versionNegotiation: { mode: version } })
    await client.connect(new StreamableHTTPClientTransport(endpoint, options))
    const { tools } = await client.listTools()
    return {
      tools,
      call: async (name, args) => readResult(await client.callTool({ name, arguments: args })),
      close: () => client.close(),
    }
  }

  for (const version of ['former', 'auto', 'legacy'] as const) {
    test(`the ${version === 'former' ? 'SDK 1' : `SDK 2, ${version}`} client uploads and downloads`, async () => {
      const { call, close } = await connect(version)
      const key = `agent/${version} ü.txt`
      const upload = await call('signed_url', { bucket, key_name: key, type: 'upload' })
      const body = `by ${version}`
      const sent = await fetch(String(upload.signedUrl), {
        method: String(upload.method),
        headers: upload.headers as Record<string, string>,
        body,
      })
      assert.equal(sent.status, 200)
      const link = await call('signed_url', { bucket, key_name: key, type: 'get' })
      assert.equal(await (await fetch(String(link.signedUrl))).text(), body)
      await close()
    })
  }

  test('an agent that knows only the list of tools uploads 20 MB in parts, and makes a link with a file name', async () => {
    const { tools, call, close } = await connect('auto')
    const content = new Uint8Array(randomBytes(20_000_000))
    // The agent chooses tools by their descriptions.
    const find = (pattern: RegExp) =>
      tools.find(({ description = '' }) => pattern.test(description))?.name ?? assert.fail(String(pattern))
    const { rules } = await call(find(/Call it first/), {})
    const [rule = ''] = rules as string[]
    assert.equal(rule, `upload:${bucket}/agent/*`)
    const place = {
      bucket: rule.split(/[:/]/)[1],
      key_name: `${rule.split('/').slice(1).join('/').replace('*', '')}report.bin`,
    }

    const begun = await call(find(/Use it for files above 100 MB/), {
      ...place,
      size: content.length,
      part_size: partSize,
    })
    const upload = { ...place, upload_id: begun.uploadId }
    for (const { partNumber, signedUrl, method, headers } of begun.parts as Part[]) {
      const start = (partNumber - 1) * partSize
      const sent = await fetch(signedUrl, { method, headers, body: content.subarray(start, start + partSize) })
      assert.equal(sent.status, 200)
      await sent.arrayBuffer()
    }
    const shown = await call(find(/which parts have arrived/), upload)
    assert.equal((shown.parts as Part[]).length, Math.ceil(content.length / partSize))
    await call(find(/once all parts have been sent/), upload)

    const link = await call(find(/hand out a download/), { ...place, type: 'get', filename: 'Bericht für März.bin' })
    const response = await fetch(String(link.signedUrl))
    assert.match(
      response.headers.get('content-disposition') ?? '',
      /filename\*=UTF-8''Bericht%20f%C3%BCr%20M%C3%A4rz\.bin/,
    )
    assert.ok(Buffer.from(await response.arrayBuffer()).equals(content))
    await close()
  })
})

interface Part {
  readonly partNumber: number
  readonly signedUrl: string
  readonly method: string
  readonly headers: Record<string, string>
}

function readResult(result: object): Readonly<Record<string, unknown>> {
  const { isError, content, structuredContent } = result as {
    isError?: boolean
    content: unknown
    structuredContent?: Record<string, unknown>
  }
  assert.ok(isError !== true && structuredContent !== undefined, JSON.stringify(content))
  return structuredContent
}
