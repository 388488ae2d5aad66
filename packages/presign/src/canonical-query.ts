import { percentEncode } from './percent-encoding.ts'
import type { QueryParameters } from './query-parameters.ts'

/**
 * Merges the extra parameters into the signing parameters, which are encoded and sorted already: the
 * "CanonicalQueryString" of SigV4. Sorted by encoded name in code unit order.
 */
export function buildCanonicalQuery(signingParameters: string, extra: QueryParameters): string {
  const parameters = signingParameters.split('&').map((parameter) => {
    const equals = parameter.indexOf('=')
    return [parameter.slice(0, equals), parameter.slice(equals + 1)] as const
  })
  for (const [name, value] of extra) parameters.push([percentEncode(name), percentEncode(value)])
  // Names are compared, not whole parameters: "a-b" follows "a", but "a-b=" precedes "a=".
  parameters.sort(([one], [other]) => (one < other ? -1 : 1))
  return parameters.map(([name, value]) => `${name}=${value}`).join('&')
}
