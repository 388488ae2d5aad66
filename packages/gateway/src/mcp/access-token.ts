import type { JWTPayload, JWTVerifyGetKey, JWTVerifyOptions, JWTVerifyResult } from 'jose'
import type { AgentSignIn } from '../config/agent-sign-in.ts'
import { AppError } from '../core/app-error.ts'
import type { Clock } from '../core/clock.ts'

/**
 * Verifies an access token of the provider, and returns its subject.
 * @throws AppError `token_unknown`, `token_expired`, `scope_not_sufficient`, or `oidc_unavailable` when the provider's keys cannot be
 * fetched
 */
export type VerifyAccessToken = (accessToken: string) => Promise<string>

/** A JWT in its compact form, RFC 7519, section 3. None of our own tokens has a dot. */
const jwtForm = /^eyJ[\w-]*\.[\w-]+\.[\w-]+$/

/** Whether a text has the form of an access token that can be verified here. */
export function isAccessTokenShaped(text: string): boolean {
  return jwtForm.test(text)
}

/** Algorithms whose signing key only the provider has. RFC 7518, section 3.1; RFC 8037. */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519']

/** RFC 9068, section 4 asks for `at+jwt`; several providers write `JWT`. An ID token is refused because it has another audience. */
const types = ['at+jwt', 'application/at+jwt', 'jwt']

const clockToleranceSeconds = 30
const timeoutMs = 5000
/** After a failure, the provider is not asked again for this long. */
const pauseMs = 5000

/**
 * Builds a verifier of the provider's access tokens: of their signature, issuer, audience, time and scopes (RFC 9068, section 4; MCP
 * 2026-07-28, "Authorization"). It fetches the provider's keys at the first token that claims to be for this gateway, and caches them.
 */
export function createAccessTokenVerifier({ issuer, audience, scopes }: AgentSignIn, clock: Clock): VerifyAccessToken {
  let keys: { readonly found: Promise<JWTVerifyGetKey>; readonly at: number } | undefined
  let hasFailed = false

  function openKeys(): Promise<JWTVerifyGetKey> {
    const now = clock()
    if (keys !== undefined && !(hasFailed && Math.abs(now - keys.at) >= pauseMs)) return keys.found
    hasFailed = false
    const found = fetchKeySet(issuer)
    found.catch(() => {
      hasFailed = true
    })
    keys = { found, at: now }
    return found
  }

  return async (accessToken) => {
    const { decodeJwt } = await import('jose')
    // The provider is not asked about a token that does not even claim to be for this gateway.
    checkClaims(
      readPayload(() => decodeJwt(accessToken)),
      { issuer, audience },
    )
    const getKey = await openKeys()
    try {
      const { payload, protectedHeader } = await verifyWith(getKey, accessToken, {
        ...{ issuer, audience, algorithms, requiredClaims: ['sub', 'exp'] },
        clockTolerance: clockToleranceSeconds,
        currentDate: new Date(clock()),
      })
      const { typ = 'jwt' } = protectedHeader
      if (!types.includes(typ.toLowerCase())) throw refuse(`has the type ${JSON.stringify(typ.slice(0, 40))}`)
      return readSubject(payload, scopes)
    } catch (error) {
      throw error instanceof AppError ? error : describeFailure(error as Error)
    }
  }
}

/** Verifies a signature. A token need not name its key (RFC 7515, section 4.1.4); then each key that fits its algorithm is tried. */
async function verifyWith(
  getKey: JWTVerifyGetKey,
  accessToken: string,
  options: JWTVerifyOptions,
): Promise<JWTVerifyResult> {
  const { errors, jwtVerify } = await import('jose')
  try {
    return await jwtVerify(accessToken, getKey, options)
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error
    for await (const key of error) {
      try {
        return await jwtVerify(accessToken, key, options)
      } catch (failure) {
        if (!(failure instanceof errors.JWSSignatureVerificationFailed)) throw failure
      }
    }
    throw new errors.JWSSignatureVerificationFailed()
  }
}

function readPayload(decode: () => JWTPayload): JWTPayload {
  try {
    return decode()
  } catch {
    throw refuse('cannot be read')
  }
}

function checkClaims({ iss, aud }: JWTPayload, { issuer, audience }: Pick<AgentSignIn, 'issuer' | 'audience'>): void {
  if (iss !== issuer) throw refuse('is not from the issuer that this gateway trusts')
  if (![aud ?? []].flat().includes(audience)) throw refuse(`is for another audience: it must be for ${audience}`)
}

/** Subjects are at most 255 ASCII characters. OpenID Connect Core 1.0, section 2. */
const subjectForm = /^[\x20-\x7e]{1,255}$/

function readSubject({ sub = '', scope, scp }: JWTPayload, scopes: readonly string[]): string {
  if (typeof sub !== 'string' || !subjectForm.test(sub)) throw refuse('has no usable subject')
  // Microsoft Entra writes `scp` in place of `scope`.
  const granted = [scope, scp].flat().flatMap((one) => (typeof one === 'string' ? one.split(' ') : []))
  const missing = scopes.filter((one) => !granted.includes(one))
  if (missing.length > 0) {
    const message = `The access token lacks the scope ${missing.join(' ')}.`
    throw new AppError('scope_not_sufficient', { message })
  }
  return sub
}

function describeFailure(error: Error & { readonly code?: unknown; readonly claim?: unknown }): AppError {
  const { code, claim } = error
  if (code === 'ERR_JWT_EXPIRED') return new AppError('token_expired', { message: 'The access token has expired.' })
  if (code === 'ERR_JWT_CLAIM_VALIDATION_FAILED') return refuse(`has no valid claim ${String(claim)}`)
  if (code === 'ERR_JWKS_NO_MATCHING_KEY') return refuse('is signed with a key that the provider does not publish')
  if (code === 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED') return refuse('has a signature that is not the provider’s')
  if (code === 'ERR_JOSE_ALG_NOT_ALLOWED') return refuse('is signed with an algorithm that is not accepted')
  // The header requires an extension that is unknown here (`crit`). RFC 7515, section 4.1.11.
  if (code === 'ERR_JOSE_NOT_SUPPORTED') return refuse('requires an extension that is unknown here')
  if (typeof code === 'string' && /^ERR_JW[ST]_/.test(code)) return refuse('cannot be read')
  return new AppError('oidc_unavailable', { cause: error })
}

function refuse(problem: string): AppError {
  return new AppError('token_unknown', { message: `The access token ${problem}.` })
}

/** Fetches the provider's keys. OpenID Connect Discovery 1.0, section 4. */
async function fetchKeySet(issuer: string): Promise<JWTVerifyGetKey> {
  const { createRemoteJWKSet } = await import('jose')
  try {
    const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs), redirect: 'error' })
    if (!response.ok) throw new Error(`${url} answers with ${response.status}`)
    const found = (await response.json()) as { readonly issuer?: unknown; readonly jwks_uri?: unknown }
    if (found.issuer !== issuer) throw new Error(`${url} is of the issuer ${JSON.stringify(found.issuer)}`)
    return createRemoteJWKSet(new URL(String(found.jwks_uri)), { timeoutDuration: timeoutMs })
  } catch (cause) {
    throw new AppError('oidc_unavailable', { cause })
  }
}
