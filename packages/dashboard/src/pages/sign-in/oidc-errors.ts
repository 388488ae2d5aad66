import { ApiError } from '../../api/api-error.ts'

/** What the gateway comes back with when the provider's sign-in did not work. */
export function describeOidcError(code: string): ApiError {
  const message =
    code === 'oidc_not_invited'
      ? 'Your account there is good, but nobody has invited it here. Ask an owner for a link, and open that first.'
      : 'The sign-in with the provider did not work. Try again.'
  // Whoever made the link may have written anything.
  return new ApiError({ code: code === 'oidc_not_invited' ? code : 'oidc_failed', message, status: 0 })
}
