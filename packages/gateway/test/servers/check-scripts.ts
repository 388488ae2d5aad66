import { execFile } from 'node:child_process'
import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { PageBlock } from '../samples/read-page.ts'
import { repositoryRoot } from './shell-blocks.ts'

const execute = promisify(execFile)

/** A block of TypeScript or JavaScript with its place, as in `docs/uploads.md:153`. */
export interface ScriptBlock extends PageBlock {
  readonly place: string
}

/**
 * Checks the types of blocks with `tsc`, each as a module of its own after the code of its `given` mark. Also runs the TypeScript
 * blocks, unless `given` has mere declarations. JavaScript is for browsers, and is not run.
 * @param dir an empty folder
 * @returns the problems, with the places of the blocks
 */
export async function checkScripts(blocks: readonly ScriptBlock[], dir: string): Promise<string[]> {
  symlinkSync(join(repositoryRoot, 'node_modules'), join(dir, 'node_modules'))
  writeFileSync(join(dir, 'package.json'), '{"type": "module"}')
  const files = blocks.map(({ text, marks, language, place }) => {
    const file = `${place.replaceAll(/\W/g, '-')}.${language}`
    writeFileSync(join(dir, file), `${marks.given ?? ''}\n${text}\nexport {}\n`)
    return file
  })
  const library = { lib: ['esnext', 'dom', 'dom.iterable'], allowJs: true, checkJs: true, noUnusedLocals: false }
  const commands = ['ts', 'js'].map((language) => {
    const own = files.filter((file) => file.endsWith(language))
    // JavaScript declares no types, so null is not checked.
    const isStrict = language === 'ts'
    const strictness = { strict: isStrict, exactOptionalPropertyTypes: isStrict }
    const compilerOptions = { ...library, ...strictness, noUnusedParameters: false }
    const settings = { extends: join(repositoryRoot, 'tsconfig.json'), compilerOptions, include: [], files: own }
    const project = join(dir, `${language}.json`)
    writeFileSync(project, JSON.stringify(settings))
    return ['tsc', '--pretty', 'false', '-p', project]
  })
  const runs = files.filter(
    (_, index) => blocks[index]?.language === 'ts' && !/\bdeclare\b/.test(blocks[index].marks.given ?? ''),
  )
  commands.push(...runs.map((file) => ['node', join(dir, file)]))
  const results = await Promise.all(commands.map(([program = '', ...args]) => run(program, args)))
  // The packages that blocks import are checked with their own settings.
  return results.flat().filter((line) => !/^(packages\/|\s)/.test(line))
}

async function run(program: string, args: readonly string[]): Promise<string[]> {
  try {
    await execute(join(repositoryRoot, 'node_modules/.bin', program), [...args], { cwd: repositoryRoot })
    return []
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string }
    return `${stdout}${stderr}`.split('\n').filter((line) => line.trim() !== '')
  }
}
