import { AppError } from '../core/app-error.ts'
import type { ErrorCode } from '../core/error-table.ts'

/** Our codes, by better-auth's codes. */
const codes: Readonly<Record<string, ErrorCode>> = {
  INVALID_EMAIL_OR_PASSWORD: 'credentials_not_good',
  INVALID_EMAIL: 'credentials_not_good',
  INVALID_PASSWORD: 'credentials_not_good',
  PASSWORD_TOO_LONG: 'credentials_not_good',
  CREDENTIAL_ACCOUNT_NOT_FOUND: 'credentials_not_good',
  INVALID_CODE: 'code_not_good',
  INVALID_BACKUP_CODE: 'code_not_good',
  INVALID_TWO_FACTOR_COOKIE: 'sign_in_again',
  TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE: 'sign_in_again',
  ACCOUNT_TEMPORARILY_LOCKED: 'too_many_attempts',
  TOTP_ALREADY_ENABLED: 'not_changeable',
  TOTP_NOT_ENABLED: 'not_changeable',
  TWO_FACTOR_NOT_ENABLED: 'not_changeable',
  BACKUP_CODES_NOT_ENABLED: 'not_changeable',
  CHALLENGE_NOT_FOUND: 'passkey_not_good',
  PASSKEY_NOT_FOUND: 'passkey_not_good',
  AUTHENTICATION_FAILED: 'passkey_not_good',
  FAILED_TO_VERIFY_REGISTRATION: 'passkey_not_good',
  PREVIOUSLY_REGISTERED: 'passkey_not_good',
  UNAUTHORIZED: 'sign_in_required',
  SESSION_EXPIRED: 'sign_in_required',
  PROVIDER_NOT_FOUND: 'oidc_unavailable',
}

const messages: Readonly<Record<string, string>> = {
  TOTP_ALREADY_ENABLED: 'Codes of an app are already required. Turn that off first.',
  TOTP_NOT_ENABLED: 'No app was set up for codes. Set up an app first.',
  TWO_FACTOR_NOT_ENABLED: 'Codes of an app are not required yet.',
  BACKUP_CODES_NOT_ENABLED: 'There are no backup codes.',
}

/** For how long better-auth accepts no codes after ten wrong ones. */
const lockSeconds = 900

/**
 * Converts an answer of better-auth to an error of the table.
 * @param body the body of the answer
 * @param otherwise the code for an error to which no code of ours corresponds; without it, such an error is a fault of ours
 */
export function toSignInError(status: number, body: unknown, otherwise?: ErrorCode): AppError {
  const said = (body as { readonly code?: unknown } | null)?.code
  const name = typeof said === 'string' ? said : ''
  const code = codes[name] ?? otherwise
  // The name comes from better-auth, and is not part of the request.
  if (code === undefined) return new AppError('internal_error', { cause: new Error(`better-auth: ${status} ${name}`) })
  return new AppError(code, {
    ...(messages[name] === undefined ? {} : { message: messages[name] }),
    ...(code === 'too_many_attempts' ? { headers: { 'retry-after': String(lockSeconds) } } : {}),
  })
}
