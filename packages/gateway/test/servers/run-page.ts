import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findDifference } from '../samples/compare-output.ts'
import type { PageBlock } from '../samples/read-page.ts'
import { findFreePort } from './free-port.ts'
import { repositoryRoot, runInShell } from './shell-blocks.ts'

/** The placeholders that a reader replaces, and the values that tests use. */
const placeholders: readonly (readonly [shown: string | RegExp, own: string])[] = [
  // A server in the foreground would block the commands after it.
  [/^((?:\w+=\S+ )*)(?:npx |npm exec -- )?signpost serve(?=[^&]*$)/gm, '$1serve'],
  [/^npx |^npm exec -- /gm, ''],
  ['SECRET_ACCESS_KEY=…', 'SECRET_ACCESS_KEY="$$SIGNPOST_SECRET_ACCESS_KEY"'],
  ['SESSION_TOKEN=…', 'SESSION_TOKEN=session'],
  [/(AKIA|ASIA)…(NEW)?|(?<=--access-key-id )…/g, '$$STORE_KEY'],
  // A reader confirms these commands on a terminal.
  [/signpost (account remove|credential remove|token revoke|upload abort|audit prune --older-than) \S+/g, '$& --yes'],
  ['VXBsb2FkIElEIGZvciBlbHZpbmcncyBteS1tb3ZpZS5tMnRzIHVwbG9hZA', '$$UPLOAD_ID'],
  [/\/(etc\/signpost|backups|safe-place)\//g, '$$HOME/'],
  ['0.0.0.0', '127.0.0.1'],
  ['at_…', '"$$(a_token)"'],
  ['tok_…', '"$$(a_token_id)"'],
  ['upl_…', '"$$(an_upload_id)"'],
  // Pages use this day as a date in the future.
  ['2027-01-31', '2099-01-31'],
]

/** The ports that pages show. Each run of a page gets its own ports. */
const ports = /(?<=127\.0\.0\.1:|--port |_PORT=)(80|84|90|94)\d\d\b/g

/** Lines that separate the outputs of blocks, and within a block the output of its commands from the output before it. */
const separator = '--- the block ends here ---'
const beginning = '--- its commands begin here ---'

/**
 * Runs the commands of a page in one shell, in an empty folder, as a reader does who pastes one block after the other, and
 * compares the output that the page shows with the real one.
 * @param dir an empty folder; the commands run in its subfolder `page`
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
    assert.doesNotMatch(filled.replaceAll(/ # .*/g, ''), /…/, `${page}:${block.line} has a … that no mark fills in`)
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
    // The value itself replaces the URL, not a variable, because the page may have it in single quotes.
    .replaceAll(/postgres:\/\/signpost:password@[\w.]+:5432\/signpost(\?sslmode=verify-full)?/g, POSTGRES_URL)
  return filled.replace(ports, (port) => String(own.get(port)))
}
