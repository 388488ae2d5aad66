import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeBrowserFiles } from './browser-files.ts'
import { writeDashboard } from './dashboard-files.ts'
import { bundledPackages, writeGateway } from './gateway-files.ts'

/**
 * Builds the published packages: `packages/NAME/dist` gets JavaScript, types and a manifest of its own, ready for
 * `npm pack ./packages/NAME/dist`. The repository itself runs its TypeScript directly and needs no build. With folders as arguments
 * it builds only those. With `--no-check` the compiler does not check types: tests build what `npm run check` has checked already.
 */

interface Manifest {
  name: string
  private?: boolean
  exports?: unknown
  dependencies?: Record<string, string>
  devDependencies?: unknown
  [key: string]: unknown
}

/** The types and code of a module of `lib/`. */
const lib = (name: string) => ({ types: `./lib/${name}.d.ts`, default: `./lib/${name}.js` })

const packages = [
  { folder: 'packages/presign', exports: { '.': lib('index') }, sideEffects: undefined },
  {
    folder: 'packages/client',
    exports: {
      '.': lib('index'),
      './react': lib('react/use-upload'),
      './uppy': lib('uppy/create-uppy-options'),
      './element': lib('element/defined'),
      // For pages without a bundler. A gateway serves these files.
      './browser': lib('browser'),
      './element/browser': lib('element/browser'),
    },
    // An import of the element has to define it.
    sideEffects: ['./lib/element/*.js'],
  },
  // No modules, only the files that a gateway serves.
  { folder: 'packages/dashboard', exports: { './index.html': './lib/index.html' }, sideEffects: undefined },
  // A command, which nothing imports.
  { folder: 'packages/gateway', exports: undefined, sideEffects: undefined },
]

const args = process.argv.slice(2)
const asked = args.filter((arg) => arg !== '--no-check')
const compilerOptions = args.includes('--no-check') ? ['--noCheck'] : []

for (const { folder, exports, sideEffects } of packages.filter(
  (one) => asked.length === 0 || asked.includes(one.folder),
)) {
  const dist = join(folder, 'dist')
  rmSync(dist, { recursive: true, force: true })
  if (folder === 'packages/dashboard') await writeDashboard()
  else if (folder === 'packages/gateway') await writeGateway()
  else execFileSync('tsc', ['-p', join(folder, 'tsconfig.build.json'), ...compilerOptions], { stdio: 'inherit' })
  if (folder === 'packages/client') await writeClientFiles(dist)
  const { private: _, devDependencies: __, exports: ___, ...manifest } = readManifest(folder)
  if (folder === 'packages/gateway') for (const name of bundledPackages) delete manifest.dependencies?.[name]
  // The folders are listed because a start leaves compiled code behind. npm adds the manifest, README and LICENSE. Scoped packages are
  // private by default.
  const publishing = { files: ['bin', 'lib'], publishConfig: { access: 'public' } }
  const published = { ...manifest, ...(exports && { exports }), ...(sideEffects && { sideEffects }), ...publishing }
  writeFileSync(join(dist, 'package.json'), `${JSON.stringify(published, null, 2)}\n`)
  cpSync('LICENSE', join(dist, 'LICENSE'))
  for (const entry of ['README.md', 'bin']) {
    if (existsSync(join(folder, entry))) cpSync(join(folder, entry), join(dist, entry), { recursive: true })
  }
  process.stdout.write(`built ${manifest.name} in ${dist}\n`)
}

/** Writes the client's files for browsers beside the modules. They have the types of these modules. */
async function writeClientFiles(dist: string): Promise<void> {
  await writeBrowserFiles()
  writeFileSync(join(dist, 'lib/browser.d.ts'), "export * from './index.js'\n")
  writeFileSync(join(dist, 'lib/element/browser.d.ts'), "export * from './defined.js'\n")
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
}
