import { ApiError } from '../api/api-error.ts'

/** The message for each error code with which the gateway redirects back from the provider. */
const messages: Readonly<Record<string, string>> = {
  oidc_not_invited:
    'The provider confirmed your account, but nobody has invited its email address here. Ask an owner to invite that address.',
  oidc_not_linked:
    'An administrator with this email address already exists. Sign in with your password or a passkey, then connect the provider on the page Password and security.',
  oidc_linked_elsewhere: 'Your account at the provider is already connected to another administrator.',
  oidc_refused: 'The provider refused the sign-in, or you cancelled it there.',
}

/** Describes an error of the provider's sign-in, by the code in the page's address. */
export function describeOidcError(code: string): ApiError {
  // A stranger's link can contain any text, so only known codes are shown.
  const known = Object.hasOwn(messages, code) ? code : 'oidc_failed'
  const message = messages[known] ?? 'Signing in with the provider failed. Try again.'
  return new ApiError({ code: known, message, status: 0 })
}
