import { kyselyAdapter } from '@better-auth/kysely-adapter'
import { passkey } from '@better-auth/passkey'
import { APIError } from 'better-auth/api'
import { betterAuth } from 'better-auth/minimal'
import { twoFactor } from 'better-auth/plugins/two-factor'
import type { Logger } from 'pino'
import { newId } from '../core/ids.ts'
import type { Queries } from '../database/schema.ts'
import type { KeyRing } from '../vault/key-ring.ts'
import { listSessionSecrets } from '../vault/session-secrets.ts'
import { authSchema, idPrefixes, passkeySchema, secondFactorSchema } from './auth-schema.ts'
import type { CookieNames } from './cookies.ts'
import { createOidcPlugin, type OidcPluginOptions } from './oidc-plugin.ts'
import { authPath, clientAddressHeader } from './session-ports.ts'

/** What better-auth is made from. */
export interface AuthOptions {
  /** The gateway's own origin, as the browser knows it. */
  readonly origin: string
  readonly queries: Queries
  readonly ring: KeyRing
  readonly cookies: CookieNames
  readonly logger: Logger
  /** The provider, for what is about it. */
  readonly oidc?: OidcPluginOptions
}

const sessionSeconds = 7 * 86_400
/** A session that is used lives on; the database is told once an hour. */
const renewalSeconds = 3600

/**
 * Makes better-auth for one origin of the gateway. It has no way to sign up, looks at the database for every request (so that
 * a session that ends has ended on all nodes), and counts nothing itself.
 * @throws AppError `oidc_unavailable` when the provider does not answer
 */
export async function openAuth(options: AuthOptions) {
  const { origin, queries, ring, cookies, logger, oidc } = options
  const { isSecure } = cookies
  const strict = { httpOnly: true, secure: isSecure, sameSite: 'strict', path: '/' } as const
  return betterAuth({
    appName: 'Signpost',
    baseURL: origin,
    basePath: authPath,
    trustedOrigins: [origin],
    secrets: listSessionSecrets(ring),
    // As text and whole numbers, which both engines have.
    database: kyselyAdapter(queries, { type: 'sqlite', transaction: true }),
    ...authSchema(sessionSeconds, renewalSeconds),
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      autoSignIn: true,
      minPasswordLength: 12,
      maxPasswordLength: 256,
    },
    plugins: [
      twoFactor({ issuer: `Signpost (${new URL(origin).host})`, schema: secondFactorSchema }),
      passkey({
        rpName: 'Signpost',
        rpID: new URL(origin).hostname,
        origin,
        schema: passkeySchema,
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        registration: {
          afterVerification({ verification }) {
            requireVerifiedUser(verification.registrationInfo?.userVerified)
          },
        },
        authentication: {
          afterVerification({ verification }) {
            requireVerifiedUser(verification.authenticationInfo.userVerified)
          },
        },
      }),
      ...(oidc === undefined ? [] : [await createOidcPlugin(oidc)]),
    ],
    databaseHooks: {
      account: {
        create: {
          // We sign people in, and call nothing of the provider's.
          before: async (account) => ({ data: { ...account, accessToken: null, refreshToken: null, idToken: null } }),
          async after({ userId, accountId }, context) {
            await oidc?.linked(userId, accountId, context?.headers?.get(clientAddressHeader) ?? 'unknown')
          },
        },
      },
    },
    // Ours are shared by the nodes, and know email addresses.
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    advanced: {
      // The names say it, and the attributes.
      useSecureCookies: false,
      cookiePrefix: cookies.prefix,
      defaultCookieAttributes: strict,
      cookies: {
        session_token: { name: cookies.session, attributes: strict },
        // The provider sends the browser back from its own site, and a strict cookie would stay behind.
        state: { name: cookies.state, attributes: { ...strict, sameSite: 'lax' } },
      },
      ipAddress: { ipAddressHeaders: [clientAddressHeader] },
      // Otherwise it depends on NODE_ENV.
      disableCSRFCheck: false,
      disableOriginCheck: false,
      database: {
        // Our migrations make the tables.
        validateSchema: false,
        generateId: ({ model }) => newId(idPrefixes[model] ?? 'chal'),
      },
    },
    logger: {
      level: 'error',
      // Without what comes with it: that may be a request.
      log: (_level, message) => logger.debug(`Signing in: ${message}`),
    },
  })
}

/** better-auth takes a passkey also without a PIN or a finger, which is one factor alone. */
function requireVerifiedUser(isVerified: boolean | undefined): void {
  if (isVerified !== true) throw new APIError('UNAUTHORIZED', { code: 'AUTHENTICATION_FAILED' })
}

/** better-auth, as far as we use it. */
export type Auth = Awaited<ReturnType<typeof openAuth>>
