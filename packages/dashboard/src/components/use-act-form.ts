import { type UseFormInput, useForm } from '@mantine/form'
import { ApiError, type FieldProblem, nameField, toSentence } from '../api/api-error.ts'

/**
 * A form whose fields have the names of an act's fields, so that the gateway's problems appear beside them. Pass `shownFields` to
 * `Problem`, so that no problem is shown twice.
 * @example
 * const form = useActForm({ initialValues: { name: '' } })
 * const create = useChange('add_account', { onError: form.showProblems })
 * <form onSubmit={form.onSubmit((values) => create.mutate(values))}>
 *   <TextInput label="Name" {...form.getInputProps('name')} />
 */
export function useActForm<Values extends Record<string, unknown>>(input: UseFormInput<Values>) {
  const form = useForm<Values>(input)
  const fields = Object.keys(input.initialValues ?? {})

  /** Shows the problems of an error beside their fields. */
  function showProblems(error: unknown): void {
    if (!(error instanceof ApiError)) return
    const found = error.details.filter(({ parameter }) => fields.includes(nameField(parameter)))
    const errors = Object.groupBy(found, ({ parameter }) => nameField(parameter))
    form.setErrors(
      Object.fromEntries(
        Object.entries(errors).map(([field, problems = []]) => [field, problems.map(describe).join(' ')]),
      ),
    )
    const first = found[0]
    // Mantine's own `focusFirstError` handles only errors that the form itself has found.
    if (first !== undefined) form.getInputNode(nameField(first.parameter) as never)?.focus()
  }

  /** Names the entry of a list that has the problem, because its index says little. */
  function describe({ parameter, message }: FieldProblem): string {
    const index = /^\w+\[(\d+)\]$/.exec(parameter)?.[1]
    const list: unknown = form.getValues()[nameField(parameter)]
    const entry: unknown = index !== undefined && Array.isArray(list) ? list[Number(index)] : undefined
    return typeof entry === 'string' ? `${entry}: ${toSentence(message)}` : toSentence(message)
  }

  return { ...form, showProblems, shownFields: fields }
}
