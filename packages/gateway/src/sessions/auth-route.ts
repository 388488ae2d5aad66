import type { Static, TObject } from 'typebox'
import { isConfirmed } from '../admin/authorize.ts'
import { compileInputCheck } from '../admin/check-input.ts'
import type { AdministratorSession } from '../core/administrator.ts'
import { AppError } from '../core/app-error.ts'
import type { AuthContext } from './auth-context.ts'

/** What a route answers: data for the page, or where the browser is sent. */
export type AuthAnswer = { readonly data: object } | { readonly location: string }

/** A route of signing in. */
export interface AuthRoute {
  /** Who may call it: anybody, somebody who is signed in, or one whose session was confirmed lately. */
  readonly needs: 'nobody' | 'session' | 'confirmation'
  /** Checks the input, and does it. @param session there, unless the route needs nobody @throws AppError */
  run(input: unknown, context: AuthContext, session: AdministratorSession | undefined): Promise<AuthAnswer>
}

/** The routes of a part of signing in, by method and path below `/admin/auth/`: `POST sign-in/password`. */
export type AuthRoutes = Readonly<Record<`${'GET' | 'POST'} ${string}`, AuthRoute>>

/** Makes a route that anybody may call. */
export function defineOpenRoute<Input extends TObject>(
  input: Input,
  run: (input: Static<Input>, context: AuthContext) => Promise<AuthAnswer>,
): AuthRoute {
  const check = compileInputCheck(input)
  return { needs: 'nobody', run: async (given, context) => run(check(given), context) }
}

/** Makes a route for those who are signed in. @param needs `confirmation` for what whoever finds an open page must not do */
export function defineOwnRoute<Input extends TObject>(
  needs: 'session' | 'confirmation',
  input: Input,
  run: (input: Static<Input>, context: AuthContext, session: AdministratorSession) => Promise<AuthAnswer>,
): AuthRoute {
  const check = compileInputCheck(input)
  return {
    needs,
    run: async (given, context, session) => run(check(given), context, session as AdministratorSession),
  }
}

/** @throws AppError `confirmation_required` */
export function requireConfirmation(session: AdministratorSession, { clock }: Pick<AuthContext, 'clock'>): void {
  if (!isConfirmed(session, clock())) throw new AppError('confirmation_required')
}
