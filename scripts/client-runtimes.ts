import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Runs the built client in Deno, Bun and workerd, as well as Node. These take 350 MB, so npm installs them in a temporary folder,
 * without running their scripts, and the folder is deleted afterwards.
 */
const packages = ['deno@2.9.6', '@oven/bun-linux-x64@1.4.5', 'workerd@1.20261117.1']

const folder = mkdtempSync(join(tmpdir(), 'signpost-runtimes-'))
try {
  writeFileSync(join(folder, 'package.json'), '{ "private": true }')
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline']
  execFileSync('npm', ['install', ...options, ...packages], { cwd: folder, stdio: 'inherit' })
  const { status } = spawnSync(process.execPath, ['--test', 'packages/client/test/client-runtimes.test.ts'], {
    env: { ...process.env, CLIENT_RUNTIMES: join(folder, 'node_modules') },
    stdio: 'inherit',
  })
  process.exitCode = status ?? 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
