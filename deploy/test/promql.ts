import { Identifier, LabelName, parser, VectorSelector } from '@prometheus-io/lezer-promql'

/** The names in a PromQL expression. */
export interface PromqlNames {
  readonly metrics: ReadonlySet<string>
  /** The labels by which it selects or groups. */
  readonly labels: ReadonlySet<string>
}

/**
 * Reads the names out of an expression.
 * @throws Error when the expression is not PromQL
 */
export function readPromqlNames(expression: string): PromqlNames {
  const metrics = new Set<string>()
  const labels = new Set<string>()
  parser
    .configure({ strict: true })
    .parse(expression)
    .iterate({
      enter({ type, node, from, to }) {
        if (type.id === Identifier && node.parent?.type.id === VectorSelector) metrics.add(expression.slice(from, to))
        if (type.id === LabelName) labels.add(expression.slice(from, to))
      },
    })
  return { metrics, labels }
}
