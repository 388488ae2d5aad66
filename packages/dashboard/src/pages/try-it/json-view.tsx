import { Anchor } from '@mantine/core'
import type { ReactNode } from 'react'

/** JSON as text, in which URLs are links. */
export function JsonView({ value }: { readonly value: unknown }) {
  return <>{typeof value === 'string' ? value : write(value, '')}</>
}

function write(value: unknown, indent: string): ReactNode {
  if (Array.isArray(value))
    return writeList(
      '[]',
      value.map((one, index) => [index, null, one] as const),
      indent,
    )
  if (typeof value === 'object' && value !== null) {
    return writeList(
      '{}',
      Object.entries(value).map(([name, one]) => [name, `${JSON.stringify(name)}: `, one] as const),
      indent,
    )
  }
  if (typeof value === 'string' && isLink(value)) {
    return (
      <>
        "
        <Anchor href={value} target="_blank" rel="noreferrer" inherit underline="always">
          {JSON.stringify(value).slice(1, -1)}
        </Anchor>
        "
      </>
    )
  }
  return JSON.stringify(value)
}

function writeList(
  [open, close]: string | readonly string[],
  entries: readonly (readonly [key: string | number, name: string | null, value: unknown])[],
  indent: string,
): ReactNode {
  if (entries.length === 0) return `${open}${close}`
  const inner = `${indent}  `
  return (
    <>
      {open}
      {entries.map(([key, name, value], index) => (
        <span key={key}>
          {`\n${inner}`}
          {name}
          {write(value, inner)}
          {index < entries.length - 1 && ','}
        </span>
      ))}
      {`\n${indent}${close}`}
    </>
  )
}

/** Accepts URLs that a browser opens, but none that it would run, such as `javascript:`. */
function isLink(text: string): boolean {
  return /^https?:\/\//.test(text) && URL.canParse(text)
}
