import type { Effect } from './operation-form.ts'

const words: Readonly<Record<Effect, string>> = {
  none: 'asks the gateway alone',
  sign: 'signs, changes nothing',
  read: 'reads from the store',
  change: 'changes the store',
}

/** What an operation does, in words. */
export function describeEffect(effect: Effect): string {
  return words[effect]
}
