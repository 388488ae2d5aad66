import { certain, probable, type Rule } from '../explanation.ts'
import { quote } from '../quote.ts'

/** Nothing came back, or nothing that a page may read. */
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
          `The browser blocked the request: no CORS rule of the bucket is for ${page}, this method and these headers. An error of the store has no CORS headers either, so the same URL with curl shows whether there is another one behind it.`,
        ),
      ]
    case 'tls':
      return [
        certain(
          'unreachable',
          `${host} was not reached by TLS: the certificate is not good for this name, or is not trusted.`,
          'Look at docs/reaching-s3.md: a private CA, a bucket with a dot, a wrong port.',
        ),
      ]
    case 'name':
      return [
        certain(
          'unreachable',
          `${host} has no address: the name is wrong, or only known inside of another network.`,
          'Sign for the name that clients know: `public-endpoint` of the credential.',
        ),
      ]
    case 'connection':
      return [certain('unreachable', `${host} did not take the connection, or broke it.`)]
    default:
      return [
        probable(
          'cors',
          `The browser shows no answer, as with CORS: perhaps no rule of the bucket is for ${page}. A network that is away looks the same.`,
        ),
      ]
  }
}

/** The gateway itself refused. */
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
