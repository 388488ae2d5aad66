import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Provider } from 'oidc-provider'

/** A person who has an account at the provider. */
export interface OidcPerson {
  readonly sub: string
  readonly email: string
  readonly isVerified: boolean
}

/** An OpenID Connect provider on a free port of 127.0.0.1. */
export interface OidcProvider extends AsyncDisposable {
  readonly issuer: string
  /** The queries of the authorization requests so far. */
  readonly requests: URLSearchParams[]
  /** The person who signs in from now on. */
  person: OidcPerson
}

/** The client that the gateway is for the provider. */
export const oidcClient = { id: 'signpost', secret: 'a-client-secret' } as const

/** Starts a provider without prompts: the test sets who signs in. */
export async function startOidcProvider(redirectUris: readonly string[]): Promise<OidcProvider> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const key = { ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'test' }
  const started: OidcProvider = {
    issuer,
    requests: [],
    person: { sub: 'nobody', email: 'nobody@example.com', isVerified: true },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  const people = new Map<string, OidcPerson>()
  const provider = new Provider(issuer, {
    clients: [{ client_id: oidcClient.id, client_secret: oidcClient.secret, redirect_uris: [...redirectUris] }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    jwks: { keys: [key] },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    cookies: { keys: ['for the test'] },
    ttl: { Interaction: 60, Grant: 60, Session: 60, AccessToken: 60, IdToken: 60 },
    findAccount(_context: unknown, sub: string) {
      const { email, isVerified } = people.get(sub) ?? started.person
      return { accountId: sub, claims: () => ({ sub, email, email_verified: isVerified, name: `Person ${sub}` }) }
    },
    interactions: {
      url: (_context: unknown, interaction: { readonly uid: string }) => `/interaction/${interaction.uid}`,
    },
  })
  const answer = provider.callback()
  server.on('request', async (request, response) => {
    const url = new URL(request.url ?? '', issuer)
    if (url.pathname === '/auth') started.requests.push(url.searchParams)
    if (!url.pathname.startsWith('/interaction/')) return answer(request, response)
    const { person } = started
    people.set(person.sub, person)
    const { params } = await provider.interactionDetails(request, response)
    const grant = new provider.Grant({ accountId: person.sub, clientId: params.client_id })
    grant.addOIDCScope('openid email profile')
    const grantId = await grant.save()
    const result = { login: { accountId: person.sub }, consent: { grantId } }
    await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false })
  })
  return started
}
