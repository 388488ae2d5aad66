import { provideRequirements } from '../../scripts/provide-requirements.ts'
import { autocannon } from './autocannon.ts'
import type { GenerateLoad } from './load-result.ts'
import { wrk } from './wrk.ts'

/** A load generator and its name. */
export interface LoadGenerator {
  readonly name: string
  readonly generate: GenerateLoad
}

const wrkProgram = {
  name: 'wrk',
  found: ['wrk'],
  debianPackage: 'wrk',
  purpose: 'generates load faster than autocannon, which replaces it but cannot keep up with a fast server',
}

/** Chooses `wrk`, and installs it where that is possible; otherwise `autocannon`. */
export function chooseLoadGenerator(): LoadGenerator {
  const isMissing = provideRequirements([wrkProgram]).length > 0
  return isMissing ? { name: 'autocannon', generate: autocannon } : { name: 'wrk', generate: wrk }
}
