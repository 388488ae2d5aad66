import { Autocomplete, Select, TagsInput, Textarea, TextInput } from '@mantine/core'
import { InlineText } from '../../components/inline-text.tsx'
import type { FieldValue, Pair } from './build-request.ts'
import { MapInput } from './map-input.tsx'
import type { Field } from './operation-form.ts'

interface FieldInputProps {
  readonly field: Field
  readonly value: FieldValue | undefined
  readonly error: string | undefined
  /** The buckets to suggest. */
  readonly buckets: readonly string[]
  readonly onChange: (value: FieldValue) => void
}

/** The input for one parameter, chosen by its type. */
export function FieldInput({ field, value = '', error, buckets, onChange }: FieldInputProps) {
  const { name, kind, isRequired, example, fallback, choices } = field
  const text = typeof value === 'string' ? value : ''
  const shown = {
    label: name,
    description: <InlineText text={describe(field)} />,
    error: error === undefined ? undefined : <InlineText text={error} />,
    required: isRequired,
    placeholder: fallback ?? example,
    autoComplete: 'off',
    spellCheck: false,
    // Missing values are reported by the form and the gateway, in the same way for all fields, and not by the browser.
    'aria-required': isRequired,
  }
  const plain = { ...shown, required: false, withAsterisk: isRequired, value: text }
  if (kind === 'map') {
    const pairs = (typeof value === 'string' ? [] : value) as readonly Pair[]
    return (
      <MapInput label={name} description={shown.description} error={shown.error} pairs={pairs} onChange={onChange} />
    )
  }
  if (kind === 'list') {
    const texts = (typeof value === 'string' ? [] : value) as readonly string[]
    return (
      <TagsInput
        {...shown}
        required={false}
        withAsterisk={isRequired}
        acceptValueOnBlur
        value={[...texts]}
        onChange={onChange}
      />
    )
  }
  if (kind === 'json') {
    return (
      <Textarea
        {...plain}
        autosize
        minRows={3}
        maxRows={20}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    )
  }
  if (kind === 'choice' || kind === 'boolean') {
    const data = kind === 'boolean' ? ['true', 'false'] : [...choices]
    return (
      <Select
        {...plain}
        data={data}
        clearable={!isRequired}
        clearButtonProps={{ 'aria-label': `Omit ${name}` }}
        placeholder={fallback ?? 'omitted'}
        value={text === '' ? null : text}
        onChange={(chosen) => onChange(chosen ?? '')}
      />
    )
  }
  if (name === 'bucket') return <Autocomplete {...plain} data={[...buckets]} onChange={onChange} />
  const mode = kind === 'number' ? ({ inputMode: 'numeric' } as const) : {}
  return <TextInput {...plain} {...mode} onChange={(event) => onChange(event.currentTarget.value)} />
}

function describe({ description, min, max, kind }: Field): string {
  if (kind !== 'number' || min === undefined || max === undefined) return description
  return `${description} (${min.toLocaleString('en')} to ${max.toLocaleString('en')})`
}
