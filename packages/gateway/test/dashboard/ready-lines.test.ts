import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { skipWithout } from '../../../../scripts/test-requirements.ts'
import { writeN8n } from '../../../dashboard/src/pages/tokens/n8n-workflow.ts'
import {
  type LineRequest,
  nameFile,
  writeClient,
  writeCurl,
  writeFetch,
  writePython,
} from '../../../dashboard/src/pages/tokens/ready-lines.ts'
import { sign } from '../samples/sign.ts'
import { createToken } from '../samples/store-credential.ts'
import { startGateway } from '../servers/gateway-process.ts'
import { runN8nWorkflow } from '../servers/run-n8n-workflow.ts'
import { runProgram } from '../servers/run-program.ts'
import { repositoryRoot } from '../servers/shell-blocks.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

// Runs the lines that the page of a token offers to copy, unchanged, against a gateway with the sandbox.

const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())
const dir = stack.use(makeTempDir()).path
const gateway = stack.use(await startGateway({ dataDir: join(dir, 'data'), args: ['--sandbox'] }))
const { url } = gateway.report
const bucket = 'my-bucket'
const wide = gateway.report.sandbox?.token ?? ''
const allow = ['*:my-bucket/*', 'list:my-bucket/*', 'delete:my-bucket/*']
const place = { dataDir: join(dir, 'data') }
const limited = await createToken(place, { allow, maxBytes: 1_000_000, contentTypes: ['image/png'] })
const content = randomBytes(2000)

const folder = join(dir, 'lines')
mkdirSync(join(folder, 'node_modules/@signpost'), { recursive: true })
symlinkSync(join(repositoryRoot, 'packages/client'), join(folder, 'node_modules/@signpost/client'))

/** Runs a Node.js program. @returns its output */
async function runModule(program: string): Promise<string> {
  writeFileSync(join(folder, 'program.mjs'), program)
  return runProgram(process.execPath, ['program.mjs'], folder)
}

/** How to run the lines of each language, in the folder of the files. */
const languages: readonly {
  readonly name: string
  readonly skip?: string | false
  readonly run: (request: LineRequest) => Promise<string>
}[] = [
  { name: 'curl', run: (request) => runProgram('sh', ['-euc', writeCurl(request)], folder) },
  { name: '@signpost/client', run: (request) => runModule(writeClient(request)) },
  { name: 'fetch', run: (request) => runModule(writeFetch(request)) },
  {
    name: 'Python',
    skip: skipWithout('python3-requests'),
    run: (request) => runProgram('/usr/bin/python3', ['-c', writePython(request)], folder),
  },
]

const tokens = [
  ['a wide token', { token: wide, contentType: undefined, saysSize: false }],
  ['a token with limits of uploads', { token: limited, contentType: 'image/png', saysSize: true }],
] as const

for (const [holder, rest] of tokens) {
  describe(`with ${holder}`, () => {
    for (const { name, skip = false, run } of languages) {
      test(`the lines of ${name} upload, download, list and delete`, { skip }, async () => {
        const key = `in "${name}"/it's $1 + ünï.png`
        const request = { url, bucket, key, ...rest }
        const file = join(folder, nameFile(key))
        writeFileSync(file, content)

        await run({ ...request, action: 'upload' })
        const stored = await fetchObject(key)
        writeFileSync(file, '')
        await run({ ...request, action: 'download' })

        assert.deepEqual(stored, content)
        assert.deepEqual(readFileSync(file), content)
        if (rest.token === limited) {
          assert.match(await run({ ...request, action: 'list', key: `in "${name}"/` }), /ünï\.png/)
          await run({ ...request, action: 'delete' })
          assert.equal(await fetchObject(key), undefined)
        }
      })
    }

    test('the nodes of n8n upload, download, list and delete', async () => {
      const key = '=n8n/a + b.png'
      const request = { url, bucket, key, ...rest }

      await runNodes({ ...request, action: 'upload' })
      const stored = await fetchObject(key)
      const fetched = await runNodes({ ...request, action: 'download' })

      assert.equal(stored?.toString(), key)
      assert.equal(fetched.get('Fetch the file')?.binary?.data?.bytes.toString(), key)
      if (rest.token === limited) {
        const listed = await runNodes({ ...request, action: 'list', key: '=n8n/' })
        assert.match(JSON.stringify(listed.get('List')?.json), /a \+ b\.png/)
        await runNodes({ ...request, action: 'delete' })
        assert.equal(await fetchObject(key), undefined)
      }
    })

    function runNodes(request: LineRequest) {
      const path = join(folder, 'workflow.json')
      writeFileSync(path, writeN8n(request))
      return runN8nWorkflow(path, { ownOrigin: url, authorization: `Bearer ${rest.token}` })
    }
  })
}

test('refused lines print the reason', async () => {
  const request: LineRequest = {
    url,
    bucket,
    key: 'a.txt',
    action: 'upload',
    token: limited,
    contentType: undefined,
    saysSize: false,
  }
  writeFileSync(join(folder, 'a.txt'), 'text')

  for (const { name, skip = false, run } of languages) {
    if (skip !== false) continue
    // The client sends the size and the content type of the file on its own.
    await assert.rejects(run(request), /token/, name)
  }
})

async function fetchObject(key: string): Promise<Buffer | undefined> {
  const { signedUrl } = await sign({ url, token: wide }, { bucket, key_name: key, type: 'get' })
  const response = await fetch(signedUrl)
  return response.ok ? Buffer.from(await response.arrayBuffer()) : undefined
}
