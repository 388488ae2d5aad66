import assert from 'node:assert/strict'

/** The codes or statuses of attempts that were made at once. */
interface Limit<Answer> {
  /** The answer of an attempt that was checked. */
  readonly checked: Answer
  /** The answer of an attempt beyond the limit. */
  readonly limited: Answer
  /** How many attempts are checked. */
  readonly most: number
}

/** What the gateway answers when the database does not count an attempt in time, as on a busy machine. It checks no such attempt. */
const uncounted: readonly unknown[] = [503, 'unavailable']

/** Asserts that exactly as many attempts were checked as the limit allows, and that every other one was refused. */
export function assertLimited<Answer extends string | number>(
  answers: readonly Answer[],
  { checked, limited, most }: Limit<Answer>,
): void {
  const count = (answer: Answer) => answers.filter((one) => one === answer).length
  const counted = answers.filter((answer) => !uncounted.includes(answer))
  const text = answers.join(' ')
  assert.equal(count(checked) + count(limited), counted.length, text)
  assert.ok(count(checked) <= most, text)
  // Only an attempt that was not counted may be missing from the checked ones.
  assert.ok(count(checked) + answers.length - counted.length >= most, text)
  assert.ok(count(limited) <= answers.length - most, text)
}
