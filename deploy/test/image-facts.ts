import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DockerfileParser, Env } from 'dockerfile-ast'
import { deployFolder } from './compose-file.ts'

/** Reads the environment that the Dockerfile sets in its image. */
export function readImageEnvironment(): Readonly<Record<string, string>> {
  const dockerfile = DockerfileParser.parse(readFileSync(join(deployFolder, 'Dockerfile'), 'utf8'))
  const settings = dockerfile.getInstructions().filter((instruction) => instruction instanceof Env)
  const properties = settings.flatMap((instruction) => instruction.getProperties())
  return Object.fromEntries(properties.map((property) => [property.getName(), property.getValue() ?? '']))
}

/** Reads the version of the gateway's package. */
export function readGatewayVersion(): string {
  const manifest = readFileSync(join(deployFolder, '../packages/gateway/package.json'), 'utf8')
  return (JSON.parse(manifest) as { version: string }).version
}
