import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { Copy, DockerfileParser, type Instruction, Run } from 'dockerfile-ast'
import { loadProgram } from '../../packages/gateway/src/cli/program.ts'
import { startGateway } from '../../packages/gateway/test/servers/gateway-process.ts'
import { makeTempDir } from '../../packages/gateway/test/servers/temp-dir.ts'
import { readGatewayVersion, readImageEnvironment } from './image-facts.ts'
import { readSettings } from './settings.ts'

// No engine builds the image here. scripts/packages.ts proves that its contents start: it packs, installs and starts the same
// files. These tests check that the Dockerfile refers to existing things.

const repository = join(import.meta.dirname, '../..')
const dockerfile = readFileSync(join(repository, 'deploy/Dockerfile'), 'utf8')
const instructions = DockerfileParser.parse(dockerfile).getInstructions()
/** The instructions of the last stage, which makes the image. */
const ofImage = instructions.slice(instructions.findLastIndex((instruction) => instruction.getKeyword() === 'FROM'))
const env = readImageEnvironment()

test('every copied path exists and is sent to the builder', () => {
  const sent = readFileSync(join(repository, 'deploy/Dockerfile.dockerignore'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
  assert.deepEqual([sent[0], sent.at(-1)], ['*', '**/*.test.ts'], 'nothing is sent but what is named, and no test')
  const exceptions = sent.slice(1, -1).map((line) => line.replace(/^!/, ''))
  for (const pattern of exceptions) assert.ok(globSync(pattern, { cwd: repository }).length > 0, pattern)

  const copied = instructions
    .filter((instruction) => instruction instanceof Copy)
    .filter((copy) => !copy.getFlags().some((flag) => flag.getName() === 'from'))
    .flatMap((copy) => listArguments(copy).slice(0, -1))

  assert.ok(copied.length > 5)
  for (const path of copied) {
    assert.ok(existsSync(join(repository, path)), path)
    const isSent = exceptions.some((pattern) => globSync(pattern, { cwd: repository }).some((name) => isIn(name, path)))
    assert.ok(isSent, `${path} is not sent`)
  }
})

test('the Dockerfile names existing npm scripts and workspaces', () => {
  const commands = instructions
    .filter((instruction) => instruction instanceof Run)
    .map((run) => run.getArgumentsContent() ?? '')
    .join('\n')
  const { scripts, workspaces } = readManifest('package.json')
  const named = [...commands.matchAll(/npm run (\w+)/g)].map(([, name]) => name ?? '')
  const folders = [...commands.matchAll(/--workspace (\S+)/g)].map(([, folder]) => folder ?? '')

  assert.ok(named.length > 0 && folders.length > 0)
  for (const name of named) assert.ok(Object.hasOwn(scripts ?? {}, name), name)
  for (const folder of folders) assert.ok(workspaces?.includes(folder), folder)
})

test('the image runs a command of the gateway with a numeric user other than root, and Node.js gets the signals', async () => {
  const [node, program = ''] = JSON.parse(read('ENTRYPOINT')) as string[]
  const [command] = JSON.parse(read('CMD')) as string[]

  assert.equal(node, 'node')
  assert.ok(existsSync(join(repository, program.replace(/^\/app\//, ''))), program)
  assert.ok((await loadProgram()).commands.some((known) => known.name() === command))
  assert.match(read('USER'), /^[1-9]\d*:[1-9]\d*$/)
  assert.equal(read('STOPSIGNAL'), 'SIGTERM')
})

test('the gateway accepts the settings of the image, with its data in the volume and on the exposed ports', () => {
  const { dataDir, port, metricsPort } = readSettings(env)

  assert.equal(dataDir, read('VOLUME'))
  assert.deepEqual(read('EXPOSE').split(' ').map(Number), [port, metricsPort])
})

test('the health check tells whether a gateway answers', async () => {
  using dir = makeTempDir()
  await using gateway = await startGateway({ dataDir: dir.path })
  const [, ...args] = JSON.parse(read('HEALTHCHECK').replace(/^.*?CMD /s, '')) as string[]
  const check = (port: string) => spawnSync(process.execPath, args, { env: { SIGNPOST_PORT: port } }).status

  assert.equal(check(new URL(gateway.report.url).port), 0)
  assert.equal(check('1'), 1)
})

test('the base image has the Node.js version of the tests, and the label has the version of the gateway', () => {
  const [, tag] = /^ARG NODE_IMAGE=node:(\S+)-slim$/m.exec(dockerfile) ?? []
  const [, version] = /^ARG VERSION=(\S+)$/m.exec(dockerfile) ?? []

  assert.equal(tag, readManifest('package.json').devDependencies?.node?.split('.').slice(0, 2).join('.'))
  assert.equal(version, readGatewayVersion())
})

/** Reads the arguments of the last instruction of a kind in the last stage. */
function read(keyword: string): string {
  const found = ofImage.findLast((instruction) => instruction.getKeyword() === keyword)
  return found?.getRawArgumentsContent() ?? assert.fail(keyword)
}

function listArguments(instruction: Instruction): string[] {
  return instruction.getArguments().map((argument) => argument.getValue())
}

function isIn(name: string, folder: string): boolean {
  return name === folder || name.startsWith(`${folder}/`)
}

function readManifest(path: string): {
  readonly scripts?: Readonly<Record<string, string>>
  readonly workspaces?: readonly string[]
  readonly devDependencies?: Readonly<Record<string, string>>
} {
  return JSON.parse(readFileSync(join(repository, path), 'utf8'))
}
