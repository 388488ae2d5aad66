import type { Effect } from './operation-form.ts'

const words: Readonly<Record<Effect, string>> = {
  none: 'uses only the gateway',
  sign: 'signs, changes nothing',
  read: 'reads from the store',
  change: 'changes the store',
}

/** Describes the effect of an operation. */
export function describeEffect(effect: Effect): string {
  return words[effect]
}
