import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { copyFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { promisify } from 'node:util'
import openapiTypescript, { astToString } from 'openapi-typescript'
import { operations } from '../../src/operations/registry.ts'
import type { Signer } from '../samples/sign.ts'
import { createToken, storeCredential } from '../samples/store-credential.ts'
import { cephUsers, skipWithoutCeph, startCeph } from '../servers/ceph-server.ts'
import { startGateway } from '../servers/gateway-process.ts'
import { repositoryRoot } from '../servers/shell-blocks.ts'
import { makeTempDir } from '../servers/temp-dir.ts'

// openapi-typescript generates types from the document of a running gateway, and openapi-fetch sends requests with them.

const execute = promisify(execFile)
const stack = new AsyncDisposableStack()
after(() => stack.disposeAsync())
const dir = stack.use(makeTempDir()).path
const program = join(dir, 'every-operation.ts')
copyFileSync(new URL('../samples/typed-client/every-operation.ts', import.meta.url), program)
symlinkSync(join(repositoryRoot, 'node_modules'), join(dir, 'node_modules'))
writeFileSync(join(dir, 'package.json'), '{"type": "module"}')

const sandbox = stack.use(await startGateway({ dataDir: join(dir, 'sandbox'), args: ['--sandbox'] }))
const atSandbox = { url: sandbox.report.url, token: sandbox.report.sandbox?.token ?? '' }

test('a strict program that calls every operation compiles with the types that are generated from the document', async () => {
  const document = await (await fetch(`${atSandbox.url}/awss3/openapi`)).text()
  writeFileSync(join(dir, 'api.ts'), astToString(await openapiTypescript(document)))
  const compilerOptions = { lib: ['esnext', 'dom', 'dom.iterable'] }
  const settings = { extends: join(repositoryRoot, 'tsconfig.json'), compilerOptions, include: [], files: [program] }
  writeFileSync(join(dir, 'tsconfig.json'), JSON.stringify(settings))
  await check()
  // A check that cannot fail proves nothing.
  writeFileSync(
    join(dir, 'api.ts'),
    astToString(await openapiTypescript(document.replaceAll('"max_bytes"', '"most_bytes"'))),
  )
  await assert.rejects(check(), ({ stdout }: { stdout: string }) => /max_bytes/.test(stdout))
})

test('the program calls every operation at the sandbox', () => run(atSandbox))

test('the program calls every operation at Ceph', { skip: skipWithoutCeph }, async () => {
  const dataDir = join(dir, 'ceph')
  await using ceph = await startCeph()
  await ceph.createBucket('my-bucket')
  await storeCredential('my-bucket', { dataDir }, { ...cephUsers.alice, preset: 'ceph', endpoint: ceph.endpoint })
  const allow = ['upload', 'download', 'list', 'delete'].map((action) => `${action}:my-bucket/*`)
  await using gateway = await startGateway({ dataDir })
  await run({ url: gateway.report.url, token: await createToken({ dataDir }, { allow }) })
})

async function check(): Promise<void> {
  await execute(join(repositoryRoot, 'node_modules/.bin/tsc'), ['--pretty', 'false', '-p', join(dir, 'tsconfig.json')])
}

async function run({ url, token }: Signer): Promise<void> {
  const env = { ...process.env, SIGNPOST: url, API_TOKEN: token }
  const { stdout } = await execute(process.execPath, [program], { env })
  const all = operations.map(({ method, path }) => `${method} ${path}`)
  assert.deepEqual((JSON.parse(stdout) as string[]).sort(), all.sort())
}
