import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { skipWithout } from '../../../../scripts/test-requirements.ts'
import { createTokenWithId, storeCredential } from '../samples/store-credential.ts'
import { skipWithoutTerminal } from '../servers/on-terminal.ts'
import { runProgram } from '../servers/run-program.ts'
import { cleanEnvironment, runSignpost, signpostBin } from '../servers/run-signpost.ts'
import { makeTempDir } from '../servers/temp-dir.ts'
import { waitUntil } from '../servers/wait-until.ts'

const dir = makeTempDir()
after(() => dir[Symbol.dispose]())
const dataDir = join(dir.path, 'data')
await storeCredential('warehouse', { dataDir })
const { id } = await createTokenWithId({ dataDir }, {})
const shim = join(dir.path, 'signpost')
writeFileSync(shim, `#!/bin/sh\nexec '${process.execPath}' '${signpostBin}' "$@"\n`)
chmodSync(shim, 0o755)
const env = cleanEnvironment({
  PATH: `${dir.path}:${process.env.PATH}`,
  SIGNPOST_DATA_DIR: dataDir,
  TERM: 'xterm',
  HOME: dir.path,
})

/** Types each text into an interactive shell, presses Tab, and waits until the shell shows the completion. */
async function complete(shell: string, setUp: string, cases: readonly (readonly [string, string])[]): Promise<void> {
  const child = spawn('script', ['-qec', shell, '/dev/null'], { env, cwd: dir.path })
  let said = ''
  child.stdout.on('data', (chunk) => {
    said += chunk
  })
  child.stdin.on('error', () => {})
  try {
    child.stdin.write(`${setUp}; echo re''ady\n`)
    await waitUntil('the shell is ready', async () => said.includes('ready'))
    for (const [typed, completed] of cases) {
      said = ''
      child.stdin.write(`${typed}\t`)
      await waitUntil(`${shell} completes ${typed}`, async () => readScreen(said).includes(completed))
      // Ctrl-U clears the line.
      child.stdin.write('\x15')
    }
  } finally {
    child.kill()
    await once(child, 'close')
  }
}

/** Removes colours and cursor movements from what the shell wrote. */
function readScreen(said: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these characters control a terminal
  return said.replaceAll(/\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]|[\x07\r]/g, '')
}

const cases = [
  ['signpost credential ro', 'signpost credential rotate '],
  ['signpost credential show ware', 'signpost credential show warehouse '],
  ['signpost token revoke tok_', `signpost token revoke ${id} `],
  ['signpost credential add x --addressing vir', '--addressing virtual '],
  ['signpost backup signp', 'signpost backup signpost '],
] as const

test('bash completes commands, options, names and files', { skip: skipWithoutTerminal }, () =>
  complete('bash --norc -i', 'source <(signpost completion bash)', cases),
)

test('zsh completes commands, options, names and files', { skip: skipWithoutTerminal || skipWithout('zsh') }, () =>
  complete('zsh -f -i', 'autoload -U compinit && compinit -u && source <(signpost completion zsh)', cases),
)

test('fish completes commands, options, names and files, with descriptions', {
  skip: skipWithout('fish'),
}, async () => {
  for (const [typed, expected] of [
    ['signpost credential ro', /^rotate\treplace the keys of a credential$/m],
    ['signpost credential show ware', /^warehouse\t/m],
    ['signpost token revoke ', new RegExp(`^${id}\ttest$`, 'm')],
    ['signpost serve --po', /^--port\t/m],
    ['signpost backup signp', /^signpost\b/m],
  ] as const) {
    const line = `cd '${dir.path}'; set -x PATH '${dir.path}' $PATH; set -x SIGNPOST_DATA_DIR '${dataDir}'; signpost completion fish | source; complete -C '${typed}'`
    assert.match(await runProgram('fish', ['--no-config', '-c', line]), expected)
  }
})

test('without an installation, completion prints nothing and creates nothing; an unknown shell is refused', async () => {
  const nowhere = join(dir.path, 'nowhere')
  const args = ['completion', 'bash', '--candidates', '--', 'credential', 'show', '--data-dir', nowhere, '']
  const { code, stdout, stderr } = await runSignpost(args)
  assert.deepEqual({ code, stdout, stderr }, { code: 0, stdout: '', stderr: '' })
  assert.equal(existsSync(nowhere), false)

  const wrong = await runSignpost(['completion', 'tcsh'])
  assert.deepEqual([wrong.code, wrong.stderr], [1, 'signpost: The shell must be one of bash, zsh, fish\n'])
})
