import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { deployFolder } from './compose-file.ts'
import type { ManifestFile } from './manifests.ts'

const modelsFolder = dirname(fileURLToPath(import.meta.resolve('kubernetes-models')))
const compiler = join(deployFolder, '../node_modules/.bin/tsc')

/**
 * Checks a manifest against the schema that Kubernetes publishes for its kind.
 * @returns the problem, or undefined
 */
export async function findSchemaProblem({ manifest }: ManifestFile): Promise<string | undefined> {
  const models = (await import(`kubernetes-models/${manifest.apiVersion}`)) as Record<
    string,
    new (
      data: object,
    ) => { validate(): void }
  >
  const KnownModel = models[manifest.kind]
  if (KnownModel === undefined) return `${manifest.apiVersion} has no ${manifest.kind}`
  try {
    new KnownModel(manifest).validate()
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

/**
 * Finds mistyped fields. The schemas allow unknown fields, but the types generated from them do not: each manifest becomes
 * an object literal, in which the compiler reports fields that its type does not have.
 * @param folder for the compiler's files
 * @returns the errors of the compiler; empty if there are none
 */
export function findUnknownFields(files: readonly ManifestFile[], folder: string): string {
  const lines = files.map(({ manifest }, index) => {
    const { apiVersion, kind } = manifest
    return `import type { I${kind} as Kind${index} } from 'kubernetes-models/${apiVersion}'
export const manifest${index}: Kind${index} = ${JSON.stringify(manifest)}`
  })
  writeFileSync(join(folder, 'manifests.ts'), lines.join('\n'))
  const compilerOptions = {
    noEmit: true,
    strict: true,
    skipLibCheck: true,
    module: 'preserve',
    types: [],
    paths: { 'kubernetes-models/*': [join(modelsFolder, '*')] },
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['manifests.ts'] }))
  try {
    execFileSync(compiler, ['-p', folder], { encoding: 'utf8', stdio: 'pipe' })
    return ''
  } catch (error) {
    return (error as { stdout: string }).stdout
  }
}
