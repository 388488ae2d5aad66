/** The output of `node --cpu-prof`. https://chromedevtools.github.io/devtools-protocol/tot/Profiler/#type-Profile */
export interface CpuProfile {
  readonly nodes: readonly ProfileNode[]
  /** Ids of nodes, one for each sample. */
  readonly samples: readonly number[]
  /** Microseconds since the previous sample. */
  readonly timeDeltas: readonly number[]
}

/** A function at a place in a stack. */
export interface ProfileNode {
  readonly id: number
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number }
}

/** A function or a module, and its share of the time that was not idle. */
export interface SelfTime {
  readonly name: string
  /** From 0 to 1. */
  readonly share: number
}

/** The functions that stand for idle time. */
const idle = new Set(['(idle)'])

/**
 * Sums up self time, which is spent in a function itself and not in the functions that it calls, by a name for each stack frame.
 * @returns the largest first
 */
export function sumSelfTime({ nodes, samples, timeDeltas }: CpuProfile, nameFrame: NameFrame): SelfTime[] {
  const names = new Map(
    nodes.map(({ id, callFrame }) => [id, idle.has(callFrame.functionName) ? '' : nameFrame(callFrame)]),
  )
  const times = new Map<string, number>()
  for (const [index, id] of samples.entries()) {
    const name = names.get(id) ?? ''
    if (name !== '') times.set(name, (times.get(name) ?? 0) + (timeDeltas[index] ?? 0))
  }
  const all = [...times.values()].reduce((sum, time) => sum + time, 0)
  return [...times].map(([name, time]) => ({ name, share: time / all })).toSorted((a, b) => b.share - a.share)
}

/** Chooses the name under which a frame's time is counted. */
type NameFrame = (frame: ProfileNode['callFrame']) => string

/** `loadToken tokens/token-verifier.ts:41`. */
export const nameFunction: NameFrame = ({ functionName, url, lineNumber }) => {
  const name = functionName === '' ? '(anonymous)' : functionName
  return url === '' ? name : `${name} ${shortenUrl(url)}:${lineNumber + 1}`
}

/** Names the package, or the folder of our source; or else the function, for frames without a file. */
export const nameModule: NameFrame = ({ functionName, url }) => {
  if (url === '') return functionName
  return shortenUrl(url).split('/').slice(0, -1).join('/') || shortenUrl(url)
}

/** `node:internal/x`, the path inside a package, or the path inside a folder `src`. */
function shortenUrl(url: string): string {
  return url
    .replace(/^.*\/node_modules\//, '')
    .replace(/^file:.*\/(?:src|lib)\//, 'signpost ')
    .replace(/^file:\/\//, '')
}

/** Drops the beginning of a profile, because the start is not part of the cost of a request. */
export function dropBeginning(profile: CpuProfile, beginningMs: number): CpuProfile {
  let elapsedMs = 0
  const first = profile.timeDeltas.findIndex((delta) => {
    elapsedMs += delta / 1000
    return elapsedMs > beginningMs
  })
  const start = first === -1 ? profile.samples.length : first
  return { ...profile, samples: profile.samples.slice(start), timeDeltas: profile.timeDeltas.slice(start) }
}
