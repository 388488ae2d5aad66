import { startAuthentication, startRegistration } from '@simplewebauthn/browser'
import { ApiError } from '../api/api-error.ts'
import { post } from '../api/session.ts'

type Options = Parameters<typeof startAuthentication>[0]['optionsJSON']

/**
 * Lets the browser ask for a passkey, and gives the answer to the gateway.
 * @param route `sign-in/passkey` or `confirm/passkey`
 * @throws ApiError also when nobody touched the key
 */
export async function sendPasskey(route: 'sign-in/passkey' | 'confirm/passkey'): Promise<void> {
  const { options } = await post<{ options: Options }>(`${route}/begin`)
  const response = await startAuthentication({ optionsJSON: options }).catch((cause: unknown) => {
    throw toPasskeyError(cause)
  })
  await post(route, { response })
}

/** What a browser says when no passkey came, in words. */
function toPasskeyError(cause: unknown): ApiError {
  const name = cause instanceof Error ? cause.name : ''
  const message =
    name === 'NotAllowedError' || name === 'AbortError'
      ? 'No passkey was used: the browser’s dialog was closed, or it took too long. Try again.'
      : name === 'InvalidStateError'
        ? 'This device has a passkey for you already.'
        : 'The browser could not use a passkey here.'
  return new ApiError({ code: 'passkey_not_used', message, status: 0 })
}

type CreationOptions = Parameters<typeof startRegistration>[0]['optionsJSON']

/**
 * Lets the browser make a passkey, and gives it to the gateway.
 * @param name what its owner calls it
 * @throws ApiError also when the browser's dialog was closed
 */
export async function addPasskey(name: string): Promise<void> {
  const { options } = await post<{ options: CreationOptions }>('passkeys/begin')
  const response = await startRegistration({ optionsJSON: options }).catch((cause: unknown) => {
    throw toPasskeyError(cause)
  })
  await post('passkeys/add', { name, response })
}
