import assert from 'node:assert/strict'
import { globSync, readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { parse } from 'yaml'

const folder = '.github/workflows'

interface Workflow {
  readonly permissions: Readonly<Record<string, string>>
  readonly jobs: Readonly<
    Record<string, { readonly steps: readonly { readonly uses?: string; readonly run?: string }[] }>
  >
}

interface Manifest {
  readonly name: string
  readonly dependencies?: Readonly<Record<string, string>>
}

/** The name of a package in the name of its packed file: `@signpost/client` is in `signpost-client-1.0.0.tgz`. */
const packName = (name: string) => name.slice(1).replace('/', '-')

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> }

for (const file of readdirSync(folder)) {
  const { permissions, jobs } = parse(readFileSync(`${folder}/${file}`, 'utf8')) as Workflow
  const steps = Object.values(jobs).flatMap((job) => job.steps)

  test(`${file} has only read permission, unless a job declares more`, () => {
    assert.deepEqual(permissions, { contents: 'read' })
  })

  test(`${file} uses only GitHub's own actions, with a version, and only scripts that exist`, () => {
    for (const { uses, run = '' } of steps) {
      if (uses !== undefined) assert.match(uses, /^actions\/[\w-]+@v\d+$/)
      for (const [, name = ''] of run.matchAll(/npm run ([\w:-]+)/g)) assert.ok(name in scripts, name)
    }
  })
}

test('published packages have provenance, and an attested SBOM', () => {
  const { jobs } = parse(readFileSync(`${folder}/release.yml`, 'utf8')) as Workflow
  const steps = jobs.publish?.steps ?? []
  const published = steps.flatMap(({ run = '' }) => run.match(/npm publish.*/g) ?? [])
  const index = (isOne: (step: { uses?: string; run?: string }) => boolean) => steps.findIndex(isOne)

  const manifests = globSync('packages/*/package.json').map(
    (path) => JSON.parse(readFileSync(path, 'utf8')) as Manifest,
  )
  const named = published.map((command) => manifests.find(({ name }) => command.includes(`/${packName(name)}-*.tgz`)))
  assert.deepEqual(
    named.map((manifest) => manifest?.name).sort(),
    manifests.map(({ name }) => name).sort(),
    'every package is published',
  )
  for (const command of published) assert.match(command, / --provenance /)
  // The dependencies of a package have to be published before it.
  for (const [place, manifest] of named.entries()) {
    const needed = Object.keys(manifest?.dependencies ?? {}).filter((name) => name.startsWith('@signpost/'))
    const before = named.slice(0, place).map((one) => one?.name)
    assert.deepEqual(
      needed.filter((name) => !before.includes(name)),
      [],
      manifest?.name,
    )
  }
  const packed = steps
    .map(({ run = '' }) => /for package in ([\w ]+); do/.exec(run)?.[1])
    .find((one) => one !== undefined)
  assert.deepEqual(
    packed?.split(' ').map((folder) => `@signpost/${folder}`),
    named.map((manifest) => manifest?.name),
  )
  const sbom = index(({ run = '' }) => run.includes('npm sbom'))
  const attested = index(({ uses = '' }) => uses.startsWith('actions/attest-sbom@'))
  const checked = index(({ run = '' }) => run === 'npm run audit')
  const out = index(({ run = '' }) => run.includes('npm publish'))
  assert.ok(checked >= 0 && checked < sbom && sbom < attested && attested < out)
})
