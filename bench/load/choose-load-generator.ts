import { provideRequirements } from '../../scripts/provide-requirements.ts'
import { autocannon } from './autocannon.ts'
import type { GenerateLoad } from './load-result.ts'
import { wrk } from './wrk.ts'

/** A load generator and what to call it. */
export interface LoadGenerator {
  readonly name: string
  readonly generate: GenerateLoad
}

const wrkProgram = {
  name: 'wrk',
  found: ['wrk'],
  debianPackage: 'wrk',
  purpose: 'asks faster than autocannon, which takes its place and tires sooner than a fast server',
}

/** `wrk`, installed where that is possible; else `autocannon`. */
export function chooseLoadGenerator(): LoadGenerator {
  const isMissing = provideRequirements([wrkProgram]).length > 0
  return isMissing ? { name: 'autocannon', generate: autocannon } : { name: 'wrk', generate: wrk }
}
