import { startAuthentication, startRegistration } from '@simplewebauthn/browser'
import { ApiError } from '../api/api-error.ts'
import { post } from '../api/session.ts'

type Options = Parameters<typeof startAuthentication>[0]['optionsJSON']

/**
 * Lets the browser ask for a passkey, and sends the answer to the gateway.
 * @param route `sign-in/passkey` or `confirm/passkey`
 * @throws ApiError, including when the user did not use a passkey
 */
export async function sendPasskey(route: 'sign-in/passkey' | 'confirm/passkey'): Promise<void> {
  const { options } = await post<{ options: Options }>(`${route}/begin`)
  const response = await startAuthentication({ optionsJSON: options }).catch((cause: unknown) => {
    throw toPasskeyError(cause)
  })
  await post(route, { response })
}

/** Explains the browser's error in plain words. */
function toPasskeyError(cause: unknown): ApiError {
  const name = cause instanceof Error ? cause.name : ''
  const message =
    name === 'NotAllowedError' || name === 'AbortError'
      ? 'No passkey was used: the browser’s dialog was closed, or it took too long. Try again.'
      : name === 'InvalidStateError'
        ? 'This device already has a passkey for you.'
        : 'The browser could not use a passkey here.'
  return new ApiError({ code: 'passkey_not_used', message, status: 0 })
}

type CreationOptions = Parameters<typeof startRegistration>[0]['optionsJSON']

/**
 * Lets the browser create a passkey, and sends it to the gateway.
 * @param name its owner's name for it
 * @throws ApiError, including when the browser's dialog was closed
 */
export async function addPasskey(name: string): Promise<void> {
  const { options } = await post<{ options: CreationOptions }>('passkeys/begin')
  const response = await startRegistration({ optionsJSON: options }).catch((cause: unknown) => {
    throw toPasskeyError(cause)
  })
  await post('passkeys/add', { name, response })
}
