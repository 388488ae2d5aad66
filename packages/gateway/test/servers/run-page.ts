import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findDifference } from '../samples/compare-output.ts'
import type { PageBlock } from '../samples/read-page.ts'
import { findFreePort } from './free-port.ts'
import { repositoryRoot, runInShell } from './shell-blocks.ts'

/** What a reader puts in himself, and what tests put in for him. */
const placeholders: readonly (readonly [shown: string | RegExp, own: string])[] = [
  // In the foreground nothing could follow it.
  [/^((?:\w+=\S+ )*)(?:npx |npm exec -- )?signpost serve(?=[^&]*$)/gm, '$1serve'],
  [/^npx |^npm exec -- /gm, ''],
  ['SECRET_ACCESS_KEY=…', 'SECRET_ACCESS_KEY="$$SIGNPOST_SECRET_ACCESS_KEY"'],
  ['SESSION_TOKEN=…', 'SESSION_TOKEN=session'],
  [/(AKIA|ASIA)…(NEW)?|(?<=--access-key-id )…/g, '$$STORE_KEY'],
  // What a reader confirms on a terminal.
  [/signpost (account remove|credential remove|token revoke|upload abort|audit prune --older-than) \S+/g, '$& --yes'],
  ['VXBsb2FkIElEIGZvciBlbHZpbmcncyBteS1tb3ZpZS5tMnRzIHVwbG9hZA', '$$UPLOAD_ID'],
  [/\/(etc\/signpost|backups|safe-place)\//g, '$$HOME/'],
  ['0.0.0.0', '127.0.0.1'],
  ['at_…', '"$$(a_token)"'],
  ['tok_…', '"$$(a_token_id)"'],
  ['upl_…', '"$$(an_upload_id)"'],
  // The day that pages have for what is still to come.
  ['2027-01-31', '2099-01-31'],
]

/** Ports that pages show: each page gets its own ones. */
const ports = /(?<=127\.0\.0\.1:|--port |_PORT=)(80|90|94)\d\d\b/g

/** What separates the outputs of blocks, and the output of the commands of a block from what came before them. */
const separator = '--- the block ends here ---'
const beginning = '--- its commands begin here ---'

/**
 * Runs the commands of a page in one shell, in an empty folder, as a reader does who pastes them one block after the other, and
 * compares what it shows with what they print.
 * @param dir an empty folder; the page's own is `page` in it
 * @throws AssertionError that names the block
 */
export async function runPage(page: string, blocks: readonly PageBlock[], dir: string, env: Env): Promise<void> {
  const cwd = join(dir, 'page')
  mkdirSync(cwd)
  const own = new Map([['8080', await findFreePort()]])
  const commands = ['source "$PAGE_SHELL"']
  for (const [index, block] of blocks.entries()) {
    const { given = '', check = '' } = block.marks
    const file = join(dir, `block-${index}`)
    writeFileSync(file, `${block.text}\n`)
    const shown = block.language === 'sh' && check === '' ? `echo '${beginning}'\n${block.text}` : ''
    const text = [given, `BLOCK=${file}`, check, shown].join('\n')
    for (const [port] of text.matchAll(ports)) own.set(port, own.get(port) ?? (await findFreePort()))
    const filled = fillIn(text, own, env)
    assert.doesNotMatch(filled.replaceAll(/ # .*/g, ''), /…/, `${page}:${block.line} has a … that nobody fills in`)
    commands.push(filled, `echo '${separator}'`)
  }
  const places = { HOME: dir, PAGE_SHELL: `${repositoryRoot}packages/gateway/test/documentation/page.sh` }
  const shell = { ...places, PATH: `${repositoryRoot}node_modules/.bin:${process.env.PATH}` }
  const settings = { SIGNPOST_PORT: String(own.get('8080')), SIGNPOST_METRICS_PORT: '0', SIGNPOST_SANDBOX_PORT: '0' }
  const script = `exec 2>&1\n${commands.join('\n')}`
  const { code, stdout } = await runInShell(script, { cwd, env: { ...env, ...settings, ...shell } })
  const printed = stdout.split(separator)
  const place = (index: number) => `${page}:${blocks[index]?.line}`
  assert.ok(code === 0, `${place(printed.length - 1)} ended with ${code}:\n${printed.at(-1)}`)
  let last = ''
  for (const [index, { language, text, marks, isBelowCommands }] of blocks.entries()) {
    const output = printed[index] ?? ''
    const isShown = ['json', 'text'].includes(language) && marks.check === undefined
    if (isShown && (isBelowCommands || marks.given !== undefined)) {
      const difference = findDifference(language, text, marks.given === undefined ? last : output)
      assert.ok(difference === undefined, `${place(index)}: ${difference}`)
    } else {
      assert.doesNotMatch(output, /\{"error":|<Error>/, place(index))
    }
    last = output.split(beginning).at(-1) ?? ''
  }
}

type Env = Readonly<Record<string, string>>

function fillIn(commands: string, own: ReadonlyMap<string, number>, { POSTGRES_URL = '' }: Env): string {
  const filled = placeholders
    .reduce((text, [shown, value]) => text.replaceAll(shown, value), commands)
    // In the page it may stand between single quotes.
    .replaceAll(/postgres:\/\/signpost:password@[\w.]+:5432\/signpost(\?sslmode=verify-full)?/g, POSTGRES_URL)
  return filled.replace(ports, (port) => String(own.get(port)))
}
