import { once } from 'node:events'
import { createServer } from 'node:http'
import { type CryptoKey, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import { Provider } from 'oidc-provider'
import { findFreePort } from './free-port.ts'

/** An OpenID Connect provider that issues access tokens for the resources that clients name. */
export interface McpProvider extends AsyncDisposable {
  readonly issuer: string
  /** How often its keys were requested. */
  keyRequests(): number
  /** Signs in and consents, as a person does in a browser. @returns the URL to which the provider redirects */
  signIn(authorizationUrl: URL, login: string): Promise<URL>
  /** Signs a JWT with the provider's own key. */
  sign(payload: JWTPayload, header?: { readonly typ?: string; readonly alg?: string }): Promise<string>
}

/** The public client that agents use in these tests. */
export const agentClient = { client_id: 'an-agent', redirectUri: 'http://127.0.0.1:1/callback' }

/** Starts a provider on a free port of 127.0.0.1. */
export async function startMcpProvider(): Promise<McpProvider> {
  const issuer = `http://127.0.0.1:${await findFreePort()}`
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  const key = { ...(await exportJWK(privateKey)), kid: 'the-key', alg: 'RS256', use: 'sig' }
  const provider = new Provider(issuer, {
    jwks: { keys: [key] },
    cookies: { keys: ['a-cookie-key'] },
    scopes: ['openid', 'offline_access', 'signpost'],
    clients: [
      {
        client_id: agentClient.client_id,
        redirect_uris: [agentClient.redirectUri],
        token_endpoint_auth_method: 'none',
        application_type: 'native',
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
    ],
    features: {
      devInteractions: { enabled: true },
      resourceIndicators: {
        enabled: true,
        useGrantedResource: () => true,
        getResourceServerInfo: (_: unknown, resource: string) => ({
          scope: 'signpost',
          audience: resource,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
  })
  let keyRequests = 0
  const answer = provider.callback()
  const server = createServer((request, response) => {
    if (request.url === '/jwks') keyRequests++
    answer(request, response)
  }).listen(Number(new URL(issuer).port), '127.0.0.1')
  await once(server, 'listening')
  return {
    issuer,
    keyRequests: () => keyRequests,
    signIn: (authorizationUrl, login) => signIn(authorizationUrl, login, issuer),
    sign: (payload, header = {}) => signJwt(payload, header, privateKey),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Goes through the provider's pages, and fills in each form. */
async function signIn(authorizationUrl: URL, login: string, issuer: string): Promise<URL> {
  const jar = new Map<string, string>()
  let url = authorizationUrl
  let form: URLSearchParams | undefined
  for (let step = 0; step < 15; step++) {
    if (url.origin !== issuer) return url
    const response: Response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form === undefined ? {} : { method: 'POST', body: form }),
    })
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
      jar.set(name, value)
    }
    const page = await response.text()
    const location = response.headers.get('location')
    if (location !== null) {
      url = new URL(location, url)
      form = undefined
      continue
    }
    const [, action] = /<form[^>]* action="([^"]+)"/.exec(page) ?? []
    const [, prompt] = /name="prompt" value="(\w+)"/.exec(page) ?? []
    if (action === undefined || prompt === undefined)
      throw new Error(`The provider shows no form: ${page.slice(0, 500)}`)
    url = new URL(action, url)
    form = new URLSearchParams({ prompt, login, password: 'any' })
  }
  throw new Error('The provider redirects in a circle')
}

function signJwt(
  payload: JWTPayload,
  { typ = 'at+jwt', alg = 'RS256' }: object & { typ?: string; alg?: string },
  key: CryptoKey,
) {
  return new SignJWT(payload).setProtectedHeader({ alg, typ, kid: 'the-key' }).sign(key)
}
