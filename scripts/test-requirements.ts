import { accessSync, constants, globSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** A program that some tests need and that npm does not install. */
export interface TestRequirement {
  /** The name that tests use for it. */
  readonly name: string
  /** Its possible places, of which one is enough: a command to look for in the PATH, or a pattern of absolute paths. */
  readonly found: readonly string[]
  readonly debianPackage: string
  /** What the tests do with it. */
  readonly purpose: string
}

/** Everything beyond npm that the tests need. */
export const testRequirements = [
  {
    name: 'curl',
    found: ['curl'],
    debianPackage: 'curl',
    purpose: 'uploads and downloads through signed URLs, as in the documentation',
  },
  {
    name: 'jq',
    found: ['jq'],
    debianPackage: 'jq',
    purpose: 'reads the JSON that commands print, as in the documentation',
  },
  {
    name: 'script',
    found: ['script'],
    debianPackage: 'bsdutils',
    purpose: 'runs a command in a terminal',
  },
  {
    name: 'zsh',
    found: ['zsh'],
    debianPackage: 'zsh',
    purpose: 'completes commands by the script that Signpost prints',
  },
  {
    name: 'fish',
    found: ['fish'],
    debianPackage: 'fish',
    purpose: 'completes commands by the script that Signpost prints',
  },
  {
    name: 'python3-flask',
    found: ['/usr/lib/python3/dist-packages/flask'],
    debianPackage: 'python3-flask',
    purpose: 'is the web server of an example',
  },
  {
    name: 'python3-requests',
    found: ['/usr/lib/python3/dist-packages/requests'],
    debianPackage: 'python3-requests',
    purpose: 'asks Signpost for a token in an example',
  },
  {
    name: 'openssl',
    found: ['openssl'],
    debianPackage: 'openssl',
    purpose: 'creates a certificate that no client trusts',
  },
  {
    name: 'chromium',
    found: ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'],
    debianPackage: 'chromium-headless-shell',
    purpose: 'opens the pages that the gateway serves, and uses them',
  },
  {
    name: 'redis-server',
    found: ['redis-server'],
    debianPackage: 'redis-server',
    purpose: 'holds the rate limits that several nodes share',
  },
  {
    name: 'postgresql',
    found: ['/usr/lib/postgresql/*/bin/initdb'],
    debianPackage: 'postgresql',
    purpose: 'is the database that several nodes share',
  },
  {
    name: 'pgbouncer',
    found: ['/usr/sbin/pgbouncer'],
    debianPackage: 'pgbouncer',
    purpose: 'shares connections to PostgreSQL among its clients',
  },
  {
    name: 'nginx',
    found: ['/usr/sbin/nginx'],
    debianPackage: 'nginx-light',
    purpose: 'balances the load between several nodes',
  },
  {
    name: 'promtool',
    found: ['promtool'],
    debianPackage: 'prometheus',
    purpose: 'checks the metrics and runs the alert rules',
  },
  {
    name: 'radosgw',
    found: ['radosgw'],
    debianPackage: 'radosgw',
    purpose: 'is Ceph’s S3 server, a store that obeys unsigned headers',
  },
  {
    name: 'ceph-mon',
    found: ['ceph-mon'],
    debianPackage: 'ceph-mon',
    purpose: 'is a part of Ceph',
  },
  {
    name: 'ceph-osd',
    found: ['ceph-osd'],
    debianPackage: 'ceph-osd',
    purpose: 'is a part of Ceph',
  },
  {
    name: 'caddy',
    found: ['caddy'],
    debianPackage: 'caddy',
    purpose: 'checks the Caddyfile of the deployment',
  },
  {
    name: 'systemd-analyze',
    found: ['systemd-analyze'],
    debianPackage: 'systemd',
    purpose: 'checks the systemd unit',
  },
] as const satisfies readonly TestRequirement[]

/** A name of {@link testRequirements}. */
export type TestRequirementName = (typeof testRequirements)[number]['name']

/** The variable by which `npm test` tells the tests which requirements are missing: names, separated by commas. */
export const missingVariable = 'SIGNPOST_TEST_MISSING'

/** Finds the requirements that this machine does not meet. @param path the PATH to look for commands in */
export function findMissing<Requirement extends TestRequirement>(
  requirements: readonly Requirement[],
  path: string,
): Requirement[] {
  return requirements.filter(({ found }) => !found.some((place) => isThere(place, path)))
}

/**
 * Says whether to skip a test that needs a program, for the `skip` option of `node:test`.
 * @returns the reason, or false when the program was not reported as missing; without its program the test then fails
 *
 * @example test('downloads with curl', { skip: skipWithout('curl') }, …)
 */
export function skipWithout(name: TestRequirementName, env: NodeJS.ProcessEnv = process.env): string | false {
  const missing = (env[missingVariable] ?? '').split(',')
  return missing.includes(name) ? `${name} is not installed` : false
}

function isThere(place: string, path: string): boolean {
  if (place.includes('/')) return globSync(place).some(isExecutable)
  return path.split(delimiter).some((folder) => folder !== '' && isExecutable(join(folder, place)))
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
