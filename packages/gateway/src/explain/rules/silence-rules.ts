import { certain, probable, type Rule } from '../explanation.ts'
import { quote } from '../quote.ts'

/** Finds why nothing came back, or nothing that a web page may read. */
export const findSilence: Rule = ({ answer, method, headers, url }) => {
  const asks =
    headers?.has('access-control-request-method') === true || (method === 'OPTIONS' && headers?.has('origin') === true)
  const origin = headers?.get('origin') ?? answer?.origin
  const page = origin === undefined ? 'the page' : `the page ${quote(origin)}`
  if ((asks && (answer?.status ?? 403) >= 400) || answer?.code === 'AccessForbidden') {
    const what = headers?.get('access-control-request-method')
    const sends = what === undefined ? '' : ` ${quote(what)}`
    return [certain('cors', `The store refuses the preflight: no CORS rule of the bucket lets ${page} send${sends}.`)]
  }
  if (answer?.from !== 'silent') return []
  const host = url === undefined ? 'The store' : `The host ${url.host}`
  switch (answer.silence) {
    case 'cors':
      return [
        certain(
          'cors',
          `The browser blocked the request: no CORS rule of the bucket allows ${page} to send this method and these headers. An error of the store has no CORS headers either, so try the same URL with curl: it shows whether the store answered with an error.`,
        ),
      ]
    case 'tls':
      return [
        certain(
          'unreachable',
          `${host} could not be reached over TLS: the certificate is not valid for this name, or is not trusted.`,
          'See docs/reaching-s3.md: the reason may be a private CA, a bucket with a dot in its name or a wrong port.',
        ),
      ]
    case 'name':
      return [
        certain(
          'unreachable',
          `${host} has no address: the name is wrong, or known only inside another network.`,
          'Sign for the name that clients know: `public-endpoint` of the credential.',
        ),
      ]
    case 'connection':
      return [certain('unreachable', `${host} did not accept the connection, or closed it.`)]
    default:
      return [
        probable(
          'cors',
          `The browser shows no answer, as it does when CORS blocks one: perhaps no CORS rule of the bucket is for ${page}. A network failure looks the same.`,
        ),
      ]
  }
}

/** Finds a refusal by the gateway itself. */
export const findGatewayError: Rule = ({ answer }) => {
  if (answer?.from !== 'gateway') return []
  return [
    certain(
      'gateway_error',
      `This is the answer of the gateway, not of the store: ${answer.code}.`,
      `See docs/errors.md#${answer.code}.`,
    ),
  ]
}
