import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { Copy, DockerfileParser, Env, From, type Instruction, Run } from 'dockerfile-ast'
import { createImageRoot, type ImageRoot, runContained } from './container.ts'

/** What the Dockerfile of an image says of how it is run. */
export interface ImageConfig {
  env: Record<string, string>
  cwd: string
  user: string | undefined
  entrypoint: string[]
  command: string[]
  healthCheck: string[]
  stopSignal: string
  volumes: string[]
  ports: number[]
}

/** An image that was built. */
export interface Image extends ImageRoot {
  readonly config: ImageConfig
}

/**
 * Does what `docker build` does, step by step: each stage in a root of its own, each `RUN` chrooted into it as the user
 * that is in force. Stands in for Docker: the base image is this machine's Debian, and nothing is cached between builds.
 * @param context folder of what the builder is sent
 * @param folder where the stages are made
 * @throws Error with its output when a step fails, and for instructions that it does not know
 */
export async function buildImage(dockerfile: string, context: string, folder: string): Promise<Image> {
  const stages = new Map<string, Image>()
  let image: Image | undefined
  for (const instruction of DockerfileParser.parse(readFileSync(dockerfile, 'utf8')).getInstructions()) {
    if (instruction instanceof From) {
      image = beginStage(join(folder, `stage-${stages.size}`), stages.get(instruction.getImage() ?? ''))
      stages.set(instruction.getBuildStage() ?? `${stages.size}`, image)
    } else if (image !== undefined) {
      await build(instruction, image, context, stages)
    }
  }
  if (image === undefined) throw new Error(`${dockerfile} has no FROM`)
  return image
}

function beginStage(folder: string, parent: Image | undefined): Image {
  const root = createImageRoot(folder)
  const config = parent === undefined ? emptyConfig() : structuredClone(parent.config)
  if (parent !== undefined) copy([`${parent.root}/.`], `${root.root}/`, true)
  return { ...root, config }
}

function emptyConfig(): ImageConfig {
  const lists = { entrypoint: [], command: [], healthCheck: [], volumes: [], ports: [] }
  return { env: {}, cwd: '/', user: undefined, stopSignal: 'SIGTERM', ...lists }
}

async function build(instruction: Instruction, image: Image, context: string, stages: Map<string, Image>) {
  const { config } = image
  const text = instruction.getArgumentsContent() ?? ''
  const keyword = instruction.getKeyword()
  if (instruction instanceof Env) {
    for (const property of instruction.getProperties()) config.env[property.getName()] = property.getValue() ?? ''
  } else if (instruction instanceof Copy) {
    copyIn(instruction, image, context, stages)
  } else if (instruction instanceof Run) {
    await run(instruction, image)
  } else if (keyword === 'WORKDIR') {
    config.cwd = resolve(config.cwd, text)
    mkdirSync(join(image.root, config.cwd), { recursive: true })
  } else if (keyword === 'USER') config.user = text
  else if (keyword === 'VOLUME') config.volumes.push(text)
  else if (keyword === 'EXPOSE') config.ports = text.split(' ').map(Number)
  else if (keyword === 'STOPSIGNAL') config.stopSignal = text
  else if (keyword === 'ENTRYPOINT') config.entrypoint = JSON.parse(text) as string[]
  else if (keyword === 'CMD') config.command = JSON.parse(text) as string[]
  else if (keyword === 'HEALTHCHECK') config.healthCheck = JSON.parse(text.replace(/^CMD /, '')) as string[]
  else if (keyword !== 'ARG' && keyword !== 'LABEL')
    throw new Error(`${keyword} is an instruction that this build does not know`)
}

function copyIn(instruction: Copy, { root, config }: Image, context: string, stages: Map<string, Image>): void {
  const flags = Object.fromEntries(instruction.getFlags().map((flag) => [flag.getName(), flag.getValue() ?? '']))
  const { from: stage, chown, ...unknown } = flags
  if (Object.keys(unknown).length > 0 || (chown ?? '0:0') !== '0:0')
    throw new Error(`This build does not know ${instruction.getTextContent()}`)
  const from = stage === undefined ? context : stages.get(stage)?.root
  if (from === undefined) throw new Error(`COPY from ${stage}, which is no stage`)
  // As BuildKit does: what comes from another stage keeps its owner, unless the instruction names one.
  const keepsOwner = stage !== undefined && chown === undefined
  const paths = instruction.getArguments().map((argument) => argument.getValue())
  const destination = paths.at(-1) ?? ''
  const target = join(root, resolve(config.cwd, destination))
  const isFolder = destination.endsWith('/')
  for (const source of paths.slice(0, -1).map((path) => join(from, path))) {
    if (statSync(source).isDirectory()) {
      mkdirSync(target, { recursive: true })
      copy([`${source}/.`], `${target}/`, keepsOwner)
    } else {
      mkdirSync(isFolder ? target : dirname(target), { recursive: true })
      copy([source], isFolder ? join(target, basename(source)) : target, keepsOwner)
    }
  }
}

/** As COPY does: links stay links. Whatever does not keep its owner belongs to root. */
function copy(sources: readonly string[], target: string, keepsOwner: boolean): void {
  const kept = `--preserve=mode,timestamps,links${keepsOwner ? ',ownership' : ''}`
  const { status, stderr } = spawnSync('cp', ['-rP', kept, ...sources, target])
  if (status !== 0) throw new Error(`cp: ${stderr}`)
}

async function run(instruction: Run, image: Image): Promise<void> {
  const { env, cwd, user } = image.config
  const mounts = instruction.getFlags().flatMap((flag) => {
    const target = /^type=cache,target=(.+)$/.exec(flag.getValue() ?? '')?.[1]
    if (target !== '/root/.npm') throw new Error(`This build knows no mount ${flag.getValue()}`)
    return [{ source: findNpmCache(), target }]
  })
  await runContained(image, ['sh', '-c', instruction.getArgumentsContent() ?? ''], { env, cwd, user, mounts })
}

function findNpmCache(): string {
  const cache = process.env.npm_config_cache ?? join(homedir(), '.npm')
  if (!existsSync(cache)) mkdirSync(cache)
  return cache
}
