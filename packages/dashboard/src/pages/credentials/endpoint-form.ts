import type { ActResult } from '../../api/act.ts'

/** A store that the gateway knows, as `list_stores` returns it. */
export type Store = ActResult<'list_stores'>['stores'][number]

/** An endpoint with its fields in braces: `https://s3.{region}.wasabisys.com`. */
export type EndpointForm = Store['endpoints'][number]

/** The values for the braces, by the fields' names. */
export type FieldValues = Readonly<Record<string, string>>

/** Fills a form with values. @returns undefined while one of them is empty */
export function composeEndpoint({ form, fields }: EndpointForm, values: FieldValues): string | undefined {
  return fields.some((field) => clean(values[field]) === '') ? undefined : fill(form, values)
}

/** Shows an endpoint as far as it is known. Missing parts are in capitals: `https://ACCOUNT.r2.cloudflarestorage.com`. */
export function showEndpoint({ form }: EndpointForm, values: FieldValues): string {
  return fill(form, values)
}

function fill(form: string, values: FieldValues): string {
  return form.replaceAll(/\{(\w+)\}/g, (_, name: string) => clean(values[name]) || name.toUpperCase())
}

function clean(value = ''): string {
  return value.trim()
}

/**
 * Reads a pasted endpoint, with or without `https://`.
 * @returns the first form that matches, and the values for its braces; undefined if no form matches
 */
export function matchEndpoint(
  forms: readonly EndpointForm[],
  text: string,
): { readonly index: number; readonly values: FieldValues } | undefined {
  const address = text
    .trim()
    .replace(/\/$/, '')
    .replace(/^(?!https?:\/\/)/, 'https://')
  for (const [index, { form }] of forms.entries()) {
    const match = compile(form).exec(address)
    if (match !== null) return { index, values: { ...match.groups } }
  }
  return undefined
}

function compile(form: string): RegExp {
  const seen = new Set<string>()
  const pattern = form.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&').replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const isAgain = seen.has(name)
    seen.add(name)
    return isAgain ? `\\k<${name}>` : `(?<${name}>[\\w-]+)`
  })
  return new RegExp(`^${pattern}$`)
}

/** The region that most users of a store need. It is empty if every user has a region of their own. */
export function guessRegion({ preset, regions, endpoints, isSelfHosted }: Store): string {
  if (preset === 'garage') return 'garage'
  if (isSelfHosted) return 'us-east-1'
  if (regions.includes('auto')) return 'auto'
  const usual = endpoints[0]
  return usual === undefined || usual.fields.includes('region') || preset === 'supabase' ? '' : 'auto'
}

/** Whether the gateway derives the endpoint from the region, so that the endpoint follows a change of region. */
export function followsRegion({ preset, needsEndpoint }: Store, formIndex: number): boolean {
  return !needsEndpoint && formIndex === 0 && preset !== 'other'
}
