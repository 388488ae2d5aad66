import type { BetterAuthOptions } from 'better-auth'
import type { IdPrefix } from '../core/ids.ts'

/** The prefix of an id, by better-auth's name for the model. */
export const idPrefixes: Readonly<Record<string, IdPrefix>> = {
  user: 'adm',
  session: 'ses',
  account: 'login',
  verification: 'chal',
  twoFactor: 'otp',
  passkey: 'pk',
}

/** The times of all tables. */
const times = { createdAt: 'created_at', updatedAt: 'updated_at' }

/** Our names for better-auth's tables and columns (`database/administrator-tables.ts`). */
export function authSchema(sessionSeconds: number, renewalSeconds: number) {
  return {
    user: {
      modelName: 'administrators',
      fields: { ...times, emailVerified: 'email_verified' },
      additionalFields: {
        role: { type: 'string', required: true, input: false, fieldName: 'role' },
        accountId: { type: 'string', required: false, input: false, fieldName: 'account_id' },
      },
    },
    session: {
      modelName: 'administrator_sessions',
      fields: {
        ...times,
        userId: 'administrator_id',
        expiresAt: 'expires_at',
        ipAddress: 'client_address',
        userAgent: 'user_agent',
      },
      additionalFields: {
        // Signing in counts as a confirmation.
        confirmedAt: {
          type: 'date',
          required: true,
          input: false,
          fieldName: 'confirmed_at',
          defaultValue: () => new Date(),
        },
      },
      expiresIn: sessionSeconds,
      updateAge: renewalSeconds,
      // Our own confirmation takes the place of better-auth's "fresh" sessions.
      freshAge: 0,
      cookieCache: { enabled: false },
    },
    account: {
      modelName: 'administrator_logins',
      fields: {
        ...times,
        accountId: 'subject',
        providerId: 'provider',
        userId: 'administrator_id',
        accessToken: 'access_token',
        refreshToken: 'refresh_token',
        idToken: 'id_token',
        accessTokenExpiresAt: 'access_token_expires_at',
        refreshTokenExpiresAt: 'refresh_token_expires_at',
      },
      updateAccountOnSignIn: false,
      storeStateStrategy: 'database',
      accountLinking: { allowDifferentEmails: true, requireLocalEmailVerified: true, updateUserInfoOnLink: false },
    },
    verification: {
      modelName: 'sign_in_challenges',
      fields: { ...times, expiresAt: 'expires_at' },
      storeIdentifier: 'hashed',
    },
  } as const satisfies BetterAuthOptions
}

/** The same for the second-factor plugin. */
export const secondFactorSchema = {
  user: { fields: { twoFactorEnabled: 'two_factor_enabled' } },
  twoFactor: {
    modelName: 'administrator_second_factors',
    fields: {
      backupCodes: 'backup_codes',
      userId: 'administrator_id',
      failedVerificationCount: 'failures',
      lockedUntil: 'locked_until',
    },
  },
}

/** The same for the passkey plugin. */
export const passkeySchema = {
  passkey: {
    modelName: 'administrator_passkeys',
    fields: {
      publicKey: 'public_key',
      userId: 'administrator_id',
      credentialID: 'credential_id',
      deviceType: 'device_type',
      backedUp: 'backed_up',
      createdAt: 'created_at',
    },
  },
}
