import { spawnSync } from 'node:child_process'
import { buildDashboard } from './dashboard-files.ts'
import { type Component, findLicenceProblem, readBundledComponents } from './licences.ts'

/**
 * `npm run audit`: checks the dependencies of the published packages. It reads their licences from the installed files, and npm asks
 * its registry for known vulnerabilities. It reports a registry that does not answer, but fails because of it only with `CI=true`.
 */

/** Runs npm and parses its JSON, whatever its exit code. */
function askNpm<Value>(args: readonly string[]): Value {
  const { stdout, error } = spawnSync('npm', args, { encoding: 'utf8', maxBuffer: 2 ** 28 })
  if (error !== undefined) throw error
  return JSON.parse(stdout) as Value
}

/** @returns one line for each licence that is not allowed */
async function findLicenceProblems(): Promise<string[]> {
  const sbom = ['sbom', '--omit=dev', '--sbom-format=cyclonedx', '--workspace=@signpost/gateway']
  const { components } = askNpm<{ readonly components: readonly Component[] }>(sbom)
  const notice = (await buildDashboard()).find(({ path }) => path === 'licenses.md')
  const bundled = readBundledComponents(notice?.bytes.toString() ?? '')
  process.stdout.write(`licences: ${components.length} packages, and ${bundled.length} in the dashboard's files\n`)
  return [...components, ...bundled].flatMap((component) => findLicenceProblem(component) ?? [])
}

interface AuditReport {
  /** Why the registry did not answer. */
  readonly message?: string
  readonly vulnerabilities?: Readonly<Record<string, { readonly severity: string; readonly range: string }>>
}

/** @returns one line for each package with a known vulnerability */
function findVulnerabilities(): string[] {
  const { message, vulnerabilities } = askNpm<AuditReport>(['audit', '--omit=dev', '--json'])
  if (vulnerabilities === undefined) {
    const problem = `the registry could not be asked for vulnerabilities: ${message ?? 'npm gives no reason'}`
    process.stdout.write(`${problem}\n`)
    return process.env.CI === 'true' ? [problem] : []
  }
  process.stdout.write('vulnerabilities: the registry has answered\n')
  return Object.entries(vulnerabilities).map(([name, { severity, range }]) => `${name} ${range}: ${severity}`)
}

const problems = [...(await findLicenceProblems()), ...findVulnerabilities()]
for (const problem of problems) process.stderr.write(`${problem}\n`)
process.exitCode = problems.length === 0 ? 0 : 1
