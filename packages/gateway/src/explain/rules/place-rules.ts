import { presets } from '../../core/preset.ts'
import { certain, type FoundCause, mayBeSignature, type Rule } from '../explanation.ts'
import { quote } from '../quote.ts'
import { saysExpired } from './time-rules.ts'

/** Finds problems with the place that the URL leads to, and with part numbers. */
export const findPlaceProblem: Rule = ({ address, url, form, answer }) => {
  const found: FoundCause[] = []
  if (address?.problem !== undefined && answer?.code !== 'NoSuchKey') {
    found.push(certain('not_an_endpoint', `This host accepts no signed requests. ${address.problem}`))
  }
  const lack = address?.store === undefined || form === undefined ? undefined : presets[address.store].lacks.post_form
  if (lack !== undefined && address?.store !== undefined) {
    const message = `${presets[address.store].title} ${lack}.`
    found.push(certain('forms_unsupported', message))
  }
  const part = url?.query.find(([name]) => name === 'partNumber')?.[1]
  if (part !== undefined && (!/^\d{1,6}$/.test(part) || Number(part) < 1 || Number(part) > 10_000)) {
    found.push(
      certain('part_number_outside', `The URL is for part ${quote(part)}; parts are numbered from 1 to 10,000.`),
    )
  }
  return found
}

/** Finds what remains to explain a refusal: missing rights. */
export const findRight: Rule = (evidence) => {
  const { answer, comparison, address } = evidence
  const isDenied =
    answer?.from === 'store' && (answer.code === 'AccessDenied' || (answer.code === undefined && answer.status === 403))
  if (!isDenied || saysExpired(answer) || !mayBeSignature(evidence)) return []
  const place =
    address === undefined || address.bucket === ''
      ? 'there'
      : address.key === ''
        ? `in the bucket ${quote(address.bucket)}`
        : `with ${quote(address.key)} in ${quote(address.bucket)}`
  const signed = comparison?.result === 'signed' ? ' The signature is correct.' : ''
  const message = `The keys that signed the request may not do this ${place}.${signed} Keys that may not list the bucket get the same answer for an object that does not exist.`
  return [{ code: 'no_right', certainty: signed === '' ? 'possible' : 'probable', message }]
}
