import { kyselyAdapter } from '@better-auth/kysely-adapter'
import { passkey } from '@better-auth/passkey'
import { APIError } from 'better-auth/api'
import { betterAuth } from 'better-auth/minimal'
import { twoFactor } from 'better-auth/plugins/two-factor'
import type { Logger } from 'pino'
import { newId } from '../core/ids.ts'
import type { Queries } from '../database/schema.ts'
import type { SessionSecret } from '../vault/session-secrets.ts'
import { authSchema, idPrefixes, passkeySchema, secondFactorSchema } from './auth-schema.ts'
import type { CookieNames } from './cookies.ts'
import { createOidcPlugin, type OidcPluginOptions } from './oidc-plugin.ts'
import { authPath, clientAddressHeader } from './session-ports.ts'

/** What better-auth is built from. */
export interface AuthOptions {
  /** The gateway's own origin, as the browser knows it. */
  readonly origin: string
  readonly queries: Queries
  readonly secrets: SessionSecret[]
  readonly cookies: CookieNames
  readonly logger: Logger
  /** The provider, for questions that are about it. */
  readonly oidc?: OidcPluginOptions
}

const sessionSeconds = 7 * 86_400
/** A session that is used is renewed; this is written to the database once an hour. */
const renewalSeconds = 3600

/**
 * Builds better-auth for one origin of the gateway. Nobody can sign up. It looks into the database for every request, so that a session that
 * ends has ended on all nodes. It counts no attempts itself.
 * @throws AppError `oidc_unavailable` when the provider does not answer
 */
export async function openAuth(options: AuthOptions) {
  const { origin, queries, secrets, cookies, logger, oidc } = options
  const { isSecure } = cookies
  const strict = { httpOnly: true, secure: isSecure, sameSite: 'strict', path: '/' } as const
  return betterAuth({
    appName: 'Signpost',
    baseURL: origin,
    basePath: authPath,
    trustedOrigins: [origin],
    secrets,
    // Text and whole numbers are types that both engines have.
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
          // The gateway only signs people in, and calls no APIs of the provider.
          before: async (account) => ({ data: { ...account, accessToken: null, refreshToken: null, idToken: null } }),
          async after({ userId, accountId }, context) {
            await oidc?.linked(userId, accountId, context?.headers?.get(clientAddressHeader) ?? 'unknown')
          },
        },
      },
    },
    // Our own limits are shared by the nodes, and know email addresses.
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    advanced: {
      // The names and attributes already make them secure.
      useSecureCookies: false,
      cookiePrefix: cookies.prefix,
      defaultCookieAttributes: strict,
      cookies: {
        session_token: { name: cookies.session, attributes: strict },
        // The provider sends the browser back from its own site, where a strict cookie is not sent.
        state: { name: cookies.state, attributes: { ...strict, sameSite: 'lax' } },
      },
      ipAddress: { ipAddressHeaders: [clientAddressHeader] },
      // Without these, the checks depend on NODE_ENV.
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
      // Only the message is logged: the other arguments may contain a request.
      log: (_level, message) => logger.debug(`Signing in: ${message}`),
    },
  })
}

/** Refuses a passkey without a PIN or a finger, which better-auth accepts, because it is only one factor. */
function requireVerifiedUser(isVerified: boolean | undefined): void {
  if (isVerified !== true) throw new APIError('UNAUTHORIZED', { code: 'AUTHENTICATION_FAILED' })
}

/** better-auth, as far as we use it. */
export type Auth = Awaited<ReturnType<typeof openAuth>>
