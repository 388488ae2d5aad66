import { spawnSync } from 'node:child_process'
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { findMissing, type TestRequirement } from './test-requirements.ts'

/**
 * Installs missing requirements where that is possible (as root on Debian). Otherwise it says on standard error what to do.
 * @returns the requirements that are still missing
 */
export function provideRequirements(requirements: readonly TestRequirement[]): readonly TestRequirement[] {
  const missing = findMissing(requirements, process.env.PATH ?? '')
  if (missing.length === 0) return []
  if (process.getuid?.() === 0 && existsSync('/etc/debian_version')) {
    installDebianPackages(missing.map(({ debianPackage }) => debianPackage))
  }
  const stillMissing = findMissing(requirements, process.env.PATH ?? '')
  for (const { name, debianPackage, purpose } of stillMissing) {
    say(`MISSING: ${name}. It ${purpose}. Install it (Debian: apt-get install ${debianPackage}).`)
  }
  return stillMissing
}

function installDebianPackages(names: readonly string[]): void {
  say(`Installing ${names.join(', ')}.`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  // Standard output is for the program that is run.
  const stdio = ['inherit', process.stderr, 'inherit'] as const
  const updated = spawnSync('apt-get', ['update', '-qq'], { stdio: [...stdio], env })
  if (updated.status !== 0) return
  const allowServices = forbidServices()
  spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...names], { stdio: [...stdio], env })
  allowServices()
}

/**
 * Keeps Debian's packages from starting the servers that they install: tests start their own. Container images have this
 * policy already. https://people.debian.org/~hmh/invokerc.d-policyrc.d-specification.txt
 * @returns a function that removes the policy again
 */
function forbidServices(): () => void {
  const policy = '/usr/sbin/policy-rc.d'
  if (existsSync(policy)) return () => {}
  writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  return () => rmSync(policy)
}

function say(text: string): void {
  process.stderr.write(`${text}\n`)
}
