import { type Static, type TObject, Type } from 'typebox'
import { defineText } from '../core/define-text.ts'

const example = 'write http://proxy.example.com:3128, with http:// even for a proxy that https:// URLs go through'

/** Checks the URL of a proxy. As in curl, `host:port` is enough. @returns the problem, or undefined; never repeats the URL */
export function findProxyProblem(text: string): string | undefined {
  const url = completeProxyUrl(text)
  if (!URL.canParse(url)) return `is not the URL of a proxy: ${example}`
  const { protocol, hostname, pathname, search, hash } = new URL(url)
  if (!['http:', 'https:', 'socks5:'].includes(protocol)) return `is not the URL of an HTTP or SOCKS5 proxy: ${example}`
  if (hostname === '') return `names no host: ${example}`
  return pathname.length > 1 || search !== '' || hash !== '' ? `has more than a host and a port: ${example}` : undefined
}

function completeProxyUrl(text: string): string {
  return text.includes('://') ? text : `http://${text}`
}

/** The configuration keys of proxies, with the common environment variables. */
export const proxyKeys = {
  httpsProxy: Type.Optional(
    defineText(
      {
        description: 'Proxy for the gateway’s requests to S3 over https://: http://user:password@host:3128',
        secret: true,
        variable: 'HTTPS_PROXY',
      },
      findProxyProblem,
    ),
  ),
  httpProxy: Type.Optional(
    defineText(
      {
        description: 'The same for endpoints that begin with http://, and for https:// when httpsProxy is not set',
        secret: true,
        variable: 'HTTP_PROXY',
      },
      findProxyProblem,
    ),
  ),
  noProxy: Type.Optional(
    Type.String({
      description:
        'Hosts, with all names below them, that the gateway contacts without a proxy, separated by commas; * for all',
      variable: 'NO_PROXY',
    }),
  ),
}

type ConnectionKeys = Static<TObject<typeof proxyKeys>> & { readonly allowPrivateEndpoints: boolean }

/** How the gateway reaches S3, from a configuration. */
export function listConnectionSettings({ allowPrivateEndpoints, httpProxy, httpsProxy, noProxy }: ConnectionKeys) {
  return {
    allowPrivate: allowPrivateEndpoints,
    ...(httpProxy === undefined ? {} : { httpProxy: completeProxyUrl(httpProxy) }),
    ...(httpsProxy === undefined ? {} : { httpsProxy: completeProxyUrl(httpsProxy) }),
    ...(noProxy === undefined ? {} : { noProxy }),
  }
}
