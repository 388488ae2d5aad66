import type { ReactNode } from 'react'
import classes from './facts.module.css'

interface FactsProps {
  /** Names with values. A fact without a value is omitted. */
  readonly facts: readonly (readonly [name: string, value: ReactNode])[]
}

/** A list of names and values, side by side where there is room. */
export function Facts({ facts }: FactsProps) {
  return (
    <dl className={classes.facts}>
      {facts.filter(isKnown).map(([name, value]) => (
        <div key={name} className={classes.fact}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function isKnown([, value]: readonly [name: string, value: ReactNode]): boolean {
  return value !== undefined && value !== null && value !== false && value !== ''
}
