import type { ReactNode } from 'react'
import classes from './facts.module.css'

interface FactsProps {
  /** Each with its name; one without a value is left out. */
  readonly facts: readonly (readonly [name: string, value: ReactNode])[]
}

/** What is known of one thing: names and values, side by side where there is room. */
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
