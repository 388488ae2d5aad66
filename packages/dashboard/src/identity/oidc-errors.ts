import { ApiError } from '../api/api-error.ts'

/** What each code of the gateway says to whoever comes back from the provider. */
const messages: Readonly<Record<string, string>> = {
  oidc_not_invited:
    'Your account there is good, but nobody has invited its email address here. Ask an owner to invite that address.',
  oidc_not_linked:
    'There is an administrator with this email address. Sign in with the password or a passkey, and connect the provider on the page Password and security.',
  oidc_linked_elsewhere: 'Your account there is connected to another administrator already.',
  oidc_refused: 'The provider did not let you in, or you have broken it off there.',
}

/** What the gateway comes back with when the provider's sign-in did not work. */
export function describeOidcError(code: string): ApiError {
  // Whoever made the link may have written anything.
  const known = Object.hasOwn(messages, code) ? code : 'oidc_failed'
  const message = messages[known] ?? 'The sign-in with the provider did not work. Try again.'
  return new ApiError({ code: known, message, status: 0 })
}
