import { setImmediate as nextTurn } from 'node:timers/promises'
import type { ZxcvbnFactory } from '@zxcvbn-ts/core'
import { createFieldError } from '../admin/check-input.ts'

/** What a password is measured against. */
export interface PasswordOwner {
  readonly email?: string | undefined
  readonly name?: string | undefined
}

/** How good a password is. */
export interface PasswordGrade {
  readonly isGood: boolean
  /** zxcvbn's, from 0 to 4. */
  readonly score: number
  /** What is wrong, and what would be right; absent when the password is good. */
  readonly problem?: string
}

const minLength = 12
const maxLength = 256
/** zxcvbn's own advice: a score of 3 means at least 10^8 guesses, a score of 4 at least 10^10. */
const goodScore = 3
/** Grading time grows with the length, but the grade does not improve beyond this length. */
const gradedLength = 100

let factory: ZxcvbnFactory | undefined
let lastTurn: Promise<void> = Promise.resolve()

/** Grades a password by its length, known passwords and easy guesses, without asking any service. */
export async function gradePassword(
  password: string,
  { email = '', name = '' }: PasswordOwner,
): Promise<PasswordGrade> {
  const own = ['signpost', email, name, ...email.split(/[@.]/), ...name.split(/\s+/)].filter((word) => word.length > 2)
  const loaded = await loadFactory()
  // Simultaneous passwords are graded one in each turn of the event loop, so that signing waits for one of them, not for all.
  lastTurn = lastTurn.then(() => nextTurn())
  await lastTurn
  const { score, sequence } = loaded.check(password.slice(0, gradedLength), own)
  const isKnown = sequence.some(
    ({ dictionaryName, token }) => dictionaryName === 'passwords-common' && token.length === password.length,
  )
  const problem = findProblem(password, score, isKnown)
  return problem === undefined ? { isGood: true, score } : { isGood: false, score, problem }
}

/** @throws AppError `invalid_request` that says what would be right. @param field the name of its field in the input */
export async function requireGoodPassword(password: string, owner: PasswordOwner, field: string): Promise<void> {
  const { problem } = await gradePassword(password, owner)
  if (problem !== undefined) throw createFieldError(field, problem)
}

/** Makes the hash that is stored for a password, as better-auth makes and compares it: scrypt with a salt. */
export async function hashPassword(password: string): Promise<string> {
  const { hashPassword: hash } = await import('better-auth/crypto')
  return hash(password)
}

function findProblem(password: string, score: number, isKnown: boolean): string | undefined {
  if (password.length < minLength) return `must be at least ${minLength} characters long`
  if (password.length > maxLength) return `must be at most ${maxLength} characters long`
  if (score >= goodScore) return undefined
  const reason = isKnown ? 'is one that many people use' : 'is easily guessed'
  return `${reason}: use four or more words that have nothing to do with each other or with you, or let a password manager make a password`
}

/** Loads the lists only when a password is chosen, because they take a few megabytes. */
async function loadFactory(): Promise<ZxcvbnFactory> {
  const [core, common] = await Promise.all([import('@zxcvbn-ts/core'), import('@zxcvbn-ts/language-common')])
  factory ??= new core.ZxcvbnFactory({ dictionary: common.dictionary, graphs: common.adjacencyGraphs })
  return factory
}
