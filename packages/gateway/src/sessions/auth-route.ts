import type { Static, TObject } from 'typebox'
import { isConfirmed } from '../admin/authorize.ts'
import { createInputCheck } from '../admin/check-input.ts'
import type { AdministratorSession } from '../core/administrator.ts'
import { AppError } from '../core/app-error.ts'
import type { AuthContext } from './auth-context.ts'

/** What a route answers: data for the page, or the location to which the browser is sent. */
export type AuthAnswer = { readonly data: object } | { readonly location: string }

/** A sign-in route. */
export interface AuthRoute {
  /** Who may call it: anybody, an administrator who is signed in, or one whose session was confirmed recently. */
  readonly needs: 'nobody' | 'session' | 'confirmation'
  /** Checks the input, and does the work. @param session defined unless `needs` is `nobody` @throws AppError */
  run(input: unknown, context: AuthContext, session: AdministratorSession | undefined): Promise<AuthAnswer>
}

/** The routes of one part of signing in, by method and path below `/admin/auth/`: `POST sign-in/password`. */
export type AuthRoutes = Readonly<Record<`${'GET' | 'POST'} ${string}`, AuthRoute>>

/** Makes a route that anybody may call. */
export function defineOpenRoute<Input extends TObject>(
  input: Input,
  run: (input: Static<Input>, context: AuthContext) => Promise<AuthAnswer>,
): AuthRoute {
  const check = createInputCheck(input)
  return { needs: 'nobody', run: async (given, context) => run(check(given), context) }
}

/** Makes a route for administrators who are signed in. @param needs `confirmation` for what a finder of an open page must not do */
export function defineOwnRoute<Input extends TObject>(
  needs: 'session' | 'confirmation',
  input: Input,
  run: (input: Static<Input>, context: AuthContext, session: AdministratorSession) => Promise<AuthAnswer>,
): AuthRoute {
  const check = createInputCheck(input)
  return {
    needs,
    run: async (given, context, session) => run(check(given), context, session as AdministratorSession),
  }
}

/** @throws AppError `confirmation_required` */
export function requireConfirmation(session: AdministratorSession, { clock }: Pick<AuthContext, 'clock'>): void {
  if (!isConfirmed(session, clock())) throw new AppError('confirmation_required')
}
