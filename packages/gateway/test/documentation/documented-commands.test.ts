import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import { listCommands } from '../../src/cli/help-examples.ts'
import { loadProgram } from '../../src/cli/program.ts'

const program = await loadProgram()
const root = fileURLToPath(new URL('../../../..', import.meta.url))
const pages = globSync(['README.md', 'docs/*.md', 'deploy/**/*.md'], { cwd: root }).map((name) => `${root}/${name}`)

for (const page of pages) {
  test(`${relative(root, page)}: every signpost command exists, with its options`, () => {
    const { typed, mentioned } = findCommands(readFileSync(page, 'utf8'))
    const problems = [
      ...typed.map((text) => [text, findProblem(text)]),
      // A mention may leave out arguments.
      ...mentioned.map((text) => [text, findProblem(text, { isMention: true })]),
    ]
    assert.deepEqual(
      problems.filter(([, problem]) => problem !== undefined),
      [],
    )
  })
}

for (const { path, command } of listCommands(program)) {
  test(`the help of ${path} ends with a valid example and an existing page`, () => {
    const written: string[] = []
    command.configureOutput({ writeOut: (text) => void written.push(text) }).outputHelp()
    const help = written.join('')
    const [, example = '', page = ''] = /\nExample:\n {2}(signpost .+)\n\nRead on: (\S+)\n$/.exec(help) ?? []
    assert.ok(example.startsWith(`signpost ${path} `), help)
    assert.equal(findProblem(example), undefined)
    assert.ok(existsSync(`${root}/${page}`), page)
  })
}

test('the checks find the commands of the pages, and report wrong commands', () => {
  const found = pages.map((page) => findCommands(readFileSync(page, 'utf8')))
  assert.ok(found.flatMap(({ typed }) => typed).length > 20)
  assert.ok(found.flatMap(({ mentioned }) => mentioned).length > 20)
  const expected = {
    'signpost tokens list': 'there is no tokens',
    'signpost token': 'there is no command',
    'signpost token list --all': 'there is no --all',
    'signpost backup': 'it takes 1 to 1 arguments',
    'signpost doctor now': 'it takes 0 to 0 arguments',
    'signpost token create NAME --allow "get:a b/*" --rate=5/s': undefined,
  }
  for (const [text, problem] of Object.entries(expected)) assert.equal(findProblem(text), problem)
})

/** Finds the commands in the code blocks of a page, and those in its text, `in backticks`. */
function findCommands(page: string): { readonly typed: string[]; readonly mentioned: string[] } {
  const block = /^ *```.*\n([\s\S]*?)^ *```/gm
  const lines = [...page.matchAll(block)].flatMap(([, text = '']) => text.replaceAll(/\\\n\s*/g, '').split('\n'))
  return {
    typed: lines.flatMap((line) => {
      const [, text] = commandLine.exec(line) ?? []
      return text === undefined ? [] : [text]
    }),
    mentioned: [...page.replaceAll(block, '').matchAll(/`(signpost [^`]+?)(?: \\\| [^`]*)?`/g)].map(
      ([, text = '']) => text,
    ),
  }
}

/**
 * A line that begins with the command, possibly after a prompt, variables or `npm exec --`, or that assigns its output
 * to a variable. A comment, a pipe, a redirection or a `;` ends the command.
 */
const commandLine =
  /^\s*(?:\$ |\w+="?\$\()?(?:\w+=(?:'[^']*'|"[^"]*"|\S)+ +)*(?:npm exec -- |npx )?(signpost .+?)(?= *(?:$| #|[|&>;]))/

/** Finds what is wrong with the words of a command. */
function findProblem(text: string, { isMention = false } = {}): string | undefined {
  const [, ...words] = text.match(/(?:"[^"]*"|'[^']*'|\$\([^)]*\)|[^\s"'])+/g) ?? []
  let command: Command = program
  if (['--help', '--version'].includes(words[0] ?? '')) return undefined
  while (command.commands.length > 0) {
    const name = words.shift()
    if (name === undefined) return 'there is no command'
    const found = command.commands.find((candidate) => candidate.name() === name)
    if (found === undefined) return `there is no ${name}`
    command = found
  }
  let args = 0
  while (words.length > 0) {
    const word = words.shift() ?? ''
    if (word === '--help') return undefined
    if (!word.startsWith('-')) {
      args++
      continue
    }
    const [name, value] = word.split('=')
    const option = command.options.find(({ long, short }) => long === name || short === name)
    if (option === undefined) return `there is no ${name}`
    if (option.required && value === undefined && words.shift() === undefined && !isMention) return `${name} what?`
  }
  const { registeredArguments } = command
  const least = isMention ? 0 : registeredArguments.filter(({ required }) => required).length
  const isWithin = args >= least && args <= registeredArguments.length
  return isWithin ? undefined : `it takes ${least} to ${registeredArguments.length} arguments`
}
