import type { TObject, TSchema } from 'typebox'
import { Compile } from 'typebox/schema'
import { AppError, type ErrorDetail } from '../core/app-error.ts'
import { findNearest } from '../core/nearest.ts'

/** Parameters as a transport decoded them: text from a query (an array when repeated), or JSON values. */
export type RawParams = Readonly<Record<string, unknown>>

/** Checked parameters, and what there is to say of those that are not known. */
export interface ValidParams {
  readonly params: Record<string, unknown>
  readonly warnings: readonly string[]
}

/** The keywords of a parameter's schema that its messages are made from. */
interface ParamSchema {
  readonly type?: string
  readonly enum?: readonly string[]
  readonly minimum?: number
  readonly maximum?: number
  readonly description?: string
  readonly 'x-rule'?: string
}

/**
 * Compiles the check of an operation's parameters: converts text to the schema's type, refuses with every problem at
 * once, and turns each unknown parameter into a warning.
 * @returns a function that throws AppError `invalid_request`
 */
export function compileParamsValidator(schema: TObject): (raw: RawParams) => ValidParams {
  const validator = Compile(schema)
  const schemas = new Map(Object.entries(schema.properties as Record<string, TSchema & ParamSchema>))
  const names = [...schemas.keys()]

  return (raw) => {
    const params: Record<string, unknown> = {}
    const warnings: string[] = []
    for (const name in raw) {
      const paramSchema = schemas.get(name)
      if (paramSchema === undefined) warnings.push(describeUnknown(name, names))
      else params[name] = convert(raw[name], paramSchema)
    }
    if (!validator.Check(params)) throw new AppError('invalid_request', { details: describeProblems(params) })
    return { params, warnings }
  }

  function describeProblems(params: Record<string, unknown>): ErrorDetail[] {
    const details = new Map<string, string>()
    for (const error of validator.Errors(params)[1]) {
      if (error.keyword === 'required') {
        for (const name of (error.params as { requiredProperties: string[] }).requiredProperties) {
          details.set(name, `\`${name}\` is required: ${describeMeaning(schemas.get(name))}`)
        }
        continue
      }
      const name = error.instancePath.split('/')[1] ?? ''
      const ruled = error.keyword === '~refine' && params[name] !== ''
      const rule = ruled ? error.message : describeRule(schemas.get(name))
      if (!details.has(name) || ruled) details.set(name, describeProblem(name, params[name], rule))
    }
    return names.flatMap((parameter) => {
      const message = details.get(parameter)
      return message === undefined ? [] : [{ parameter, message }]
    })
  }
}

/** A query holds only text; a number in it is one that is written as JSON would write it. */
function convert(value: unknown, schema: ParamSchema): unknown {
  return schema.type === 'integer' && typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value
}

function describeProblem(name: string, value: unknown, rule: string): string {
  if (Array.isArray(value)) return `\`${name}\` is given ${value.length} times; give it once`
  if (value === '') return `\`${name}\` is empty: it ${rule}`
  return `\`${name}\` ${rule}`
}

function describeRule(schema: ParamSchema | undefined): string {
  if (schema?.['x-rule'] !== undefined) return schema['x-rule']
  if (schema?.enum !== undefined) return `must be one of ${schema.enum.join(', ')}`
  if (schema?.type === 'integer') return `must be a whole number from ${schema.minimum} to ${schema.maximum}`
  return `must be text: ${describeMeaning(schema)}`
}

function describeMeaning(schema: ParamSchema | undefined): string {
  const text = schema?.description ?? ''
  return text.charAt(0).toLowerCase() + text.slice(1)
}

/** The name is the caller's own text: it is cut, and shown only as far as it is a plain word. */
function describeUnknown(name: string, known: readonly string[]): string {
  const shown = /^[\w.-]{1,24}$/.test(name) ? `\`${name}\`` : 'A parameter with an unusual name'
  const nearest = findNearest(name, known)
  return `${shown} is ignored; ${nearest === undefined ? `the parameters are ${known.join(', ')}` : `did you mean \`${nearest}\`?`}`
}
