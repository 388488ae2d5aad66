import satisfies from 'spdx-satisfies'

/** Licences that a dependency of what is published may have: those that ask for no more than their own text. */
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

/** Packages whose manifest names no licence, with the one that their text names. */
const readByHand: Readonly<Record<string, string>> = {
  // Readme.md: MIT. Comes with s3rver.
  'humanize-number@0.0.2': 'MIT',
}

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

/** @returns what is wrong with a dependency's licence, or undefined when nothing is */
export function findLicenceProblem({ name, version, licenses = [] }: Component): string | undefined {
  const named = licenses.map(({ license, expression }) => expression ?? license?.id ?? license?.name ?? '')
  const found = named.length > 0 ? named : [readByHand[`${name}@${version}`] ?? '']
  if (found.every(isAllowed)) return undefined
  return `${name}@${version}: ${found.join(', ') || 'its manifest names no licence'}`
}

function isAllowed(expression: string): boolean {
  try {
    return satisfies(expression, allowed)
  } catch {
    // Not SPDX: somebody has to read it.
    return false
  }
}
