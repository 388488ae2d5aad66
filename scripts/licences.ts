import satisfies from 'spdx-satisfies'

/** Licences that dependencies of the published packages may have: those that require no more than a copy of their text. */
const allowed = [
  'MIT',
  'MIT-0',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'Unlicense',
]

/** A component of a CycloneDX 1.5 document, as `npm sbom` writes it. */
export interface Component {
  readonly name: string
  readonly version: string
  readonly licenses?: readonly {
    readonly license?: { readonly id?: string; readonly name?: string }
    /** SPDX. */
    readonly expression?: string
  }[]
}

/** @returns the problem with a dependency's licence, or undefined */
export function findLicenceProblem({ name, version, licenses = [] }: Component): string | undefined {
  const found = licenses.map(({ license, expression }) => expression ?? license?.id ?? license?.name ?? '')
  if (found.length > 0 && found.every(isAllowed)) return undefined
  return `${name}@${version}: ${found.join(', ') || 'its manifest names no licence'}`
}

function isAllowed(expression: string): boolean {
  try {
    return satisfies(expression, allowed)
  } catch {
    // Not SPDX: a person has to read it.
    return false
  }
}

/** Reads which packages Vite has bundled into the dashboard from the list in `licenses.md`: `## react - 19.3.1 (MIT)`. */
export function readBundledComponents(markdown: string): Component[] {
  return [...markdown.matchAll(/^## (\S+) - (\S+) \((.+)\)$/gm)].map(([, name = '', version = '', expression = '']) => {
    return { name, version, licenses: [{ expression }] }
  })
}
