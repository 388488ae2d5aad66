import { execFile } from 'node:child_process'
import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { PageBlock } from '../samples/read-page.ts'
import { repositoryRoot } from './shell-blocks.ts'

const execute = promisify(execFile)

/** A block of TypeScript or JavaScript, and where it stands: `docs/uploads.md:153`. */
export interface ScriptBlock extends PageBlock {
  readonly place: string
}

/**
 * Checks the types of blocks by `tsc`, each as a module of its own, with what is `given`. Those that are given no mere declarations are run, too.
 * @param dir an empty folder
 * @returns what is wrong, with the places of the blocks
 */
export async function checkScripts(blocks: readonly ScriptBlock[], dir: string): Promise<string[]> {
  symlinkSync(join(repositoryRoot, 'node_modules'), join(dir, 'node_modules'))
  writeFileSync(join(dir, 'package.json'), '{"type": "module"}')
  const files = blocks.map(({ text, marks, language, place }) => {
    const file = `${place.replaceAll(/\W/g, '-')}.${language}`
    writeFileSync(join(dir, file), `${marks.given ?? ''}\n${text}\nexport {}\n`)
    return file
  })
  const library = { lib: ['esnext', 'dom', 'dom.iterable'], allowJs: true, checkJs: true, noImplicitAny: false }
  const compilerOptions = { ...library, noUnusedLocals: false, noUnusedParameters: false }
  const settings = { extends: join(repositoryRoot, 'tsconfig.json'), compilerOptions, include: [], files }
  writeFileSync(join(dir, 'tsconfig.json'), JSON.stringify(settings))
  const runs = files.filter((_, index) => blocks[index]?.marks.given?.includes('declare') !== true)
  const commands = [['tsc', '--pretty', 'false', '-p', dir], ...runs.map((file) => ['node', join(dir, file)])]
  const results = await Promise.all(commands.map(([program = '', ...args]) => run(program, args)))
  return results.flat()
}

async function run(program: string, args: readonly string[]): Promise<string[]> {
  try {
    await execute(join(repositoryRoot, 'node_modules/.bin', program), [...args])
    return []
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string }
    return [`${stdout}${stderr}`]
  }
}
