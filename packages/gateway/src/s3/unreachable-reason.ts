/** Why S3 could not be reached, in words that every caller may read, and what the operator can do about it. */
interface ReasonText {
  readonly message: string
  readonly advice?: string
}

const reasons = {
  host_not_found: {
    message: 'its host name was not found',
    advice: 'Check the spelling of the endpoint, and the name servers of this machine.',
  },
  refused: { message: 'the connection was refused', advice: 'Check the port, and whether the store is running.' },
  no_route: { message: 'there is no route to it', advice: 'Check the network and the firewalls on the way.' },
  cut_off: {
    message: 'the connection was closed without a response',
    advice: 'Something on the way may close it, or the port speaks TLS and the endpoint begins with http://.',
  },
  certificate_not_trusted: {
    message: 'its certificate is not trusted',
    advice:
      'If a CA of your own has signed it, start Signpost with NODE_EXTRA_CA_CERTS=FILE, where FILE is the CA’s certificate in PEM.',
  },
  certificate_expired: {
    message: 'its certificate has expired, or is not valid yet',
    advice: 'Renew it, and check the clock.',
  },
  certificate_of_other_host: {
    message: 'its certificate is for another host name',
    advice:
      'Use the host name of the certificate in the endpoint. If each bucket has a host name, the certificate needs a wildcard.',
  },
  tls_on_plain_port: {
    message: 'its port does not speak TLS',
    advice: 'The endpoint may have to begin with http://, or to name another port.',
  },
  plain_on_tls_port: { message: 'its port speaks TLS', advice: 'The endpoint has to begin with https://.' },
  not_http: { message: 'what answers there does not speak HTTP', advice: 'Check the port of the endpoint.' },
  timed_out: {
    message: 'it did not answer in time',
    advice:
      'Check the network and the firewalls on the way, or set HTTPS_PROXY if only a proxy leads out of the network.',
  },
  proxy_failed: {
    message: 'the proxy did not let the connection through',
    advice: 'Check HTTPS_PROXY, HTTP_PROXY and NO_PROXY, and the rules of the proxy.',
  },
  private_address: {
    message: 'its endpoint has a private address, which is not allowed here',
    advice: 'Set SIGNPOST_ALLOW_PRIVATE_ENDPOINTS=on if that is intended.',
  },
  away: { message: 'it did not answer a moment ago' },
  unknown: { message: 'the reason is unknown' },
} satisfies Readonly<Record<string, ReasonText>>

/** Why S3 could not be reached: a closed list. */
export type UnreachableReason = keyof typeof reasons

/** The reasons in words. No message contains an address. */
export const unreachableReasons: Readonly<Record<UnreachableReason, ReasonText>> = reasons

/** The codes of Node's sockets, DNS and TLS (Node.js documentation, "Errors"; OpenSSL's X.509 codes) and of undici. */
const reasonByCode: Readonly<Record<string, UnreachableReason>> = {
  ENOTFOUND: 'host_not_found',
  EAI_AGAIN: 'host_not_found',
  EAI_NODATA: 'host_not_found',
  EAI_NONAME: 'host_not_found',
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'no_route',
  ENETUNREACH: 'no_route',
  EADDRNOTAVAIL: 'no_route',
  ECONNRESET: 'cut_off',
  EPIPE: 'cut_off',
  UND_ERR_SOCKET: 'cut_off',
  ETIMEDOUT: 'timed_out',
  UND_ERR_CONNECT_TIMEOUT: 'timed_out',
  UND_ERR_HEADERS_TIMEOUT: 'timed_out',
  UND_ERR_BODY_TIMEOUT: 'timed_out',
  TimeoutError: 'timed_out',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate_not_trusted',
  UNABLE_TO_GET_ISSUER_CERT: 'certificate_not_trusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificate_not_trusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate_not_trusted',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate_not_trusted',
  CERT_UNTRUSTED: 'certificate_not_trusted',
  CERT_SIGNATURE_FAILURE: 'certificate_not_trusted',
  CERT_HAS_EXPIRED: 'certificate_expired',
  CERT_NOT_YET_VALID: 'certificate_expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate_of_other_host',
  EPROTO: 'tls_on_plain_port',
  ERR_SSL_WRONG_VERSION_NUMBER: 'tls_on_plain_port',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'tls_on_plain_port',
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: 'tls_on_plain_port',
  UND_ERR_PRX_TLS: 'proxy_failed',
  UND_ERR_PRX_CONN: 'proxy_failed',
  ERR_ADDRESS_NOT_ALLOWED: 'private_address',
}

/** The error of a failed connection, as far as it says why. */
export interface ConnectionFailure {
  readonly name?: string
  readonly code?: unknown
  readonly message?: string
  /** Data that was read and is not HTTP. */
  readonly data?: string
  /** The address that was connected to. */
  readonly address?: string
  readonly port?: number
  readonly hostname?: string
  /** The failures of a connection that was tried on several addresses. */
  readonly errors?: readonly ConnectionFailure[]
}

/**
 * Finds why a request got no response.
 * @param isPlain whether it was sent without TLS
 * @param proxies the proxies that it may have gone through
 */
export function findReason(
  failure: ConnectionFailure,
  { isPlain, proxies }: { readonly isPlain: boolean; readonly proxies: readonly URL[] },
): UnreachableReason {
  const { code, name = '', message = '' } = failure
  // undici has no code of its own for a proxy's refusal.
  if (/^Proxy (?:response \(|Authentication Required)/i.test(message)) return 'proxy_failed'
  // The code of a timeout is a number.
  const word = typeof code === 'string' ? code : name
  const isProxys = proxies.some(({ hostname, port }) => {
    return failure.hostname === hostname || (port !== '' && String(findAddress(failure)?.port) === port)
  })
  if (isProxys) return 'proxy_failed'
  if (word === 'HTTPParserError' || word.startsWith('HPE_')) {
    // RFC 8446, section 5.1: an alert's content type and version.
    return isPlain && failure.data?.startsWith('\x15\x03') === true ? 'plain_on_tls_port' : 'not_http'
  }
  if (/^ERR_SSL_.*(?:WRONG_VERSION|HTTP_REQUEST|RECORD)/.test(word)) return 'tls_on_plain_port'
  return reasonByCode[word] ?? 'unknown'
}

/** Finds the address at which a connection failed; the first of several. */
export function findAddress(
  failure: ConnectionFailure,
): { readonly address: string; readonly port: number } | undefined {
  const { address, port } = failure.errors?.[0] ?? failure
  return address === undefined || port === undefined ? undefined : { address, port }
}
