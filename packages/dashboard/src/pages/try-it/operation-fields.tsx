import { Badge, Button, Code, Collapse, Group, SimpleGrid, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type SubmitEvent, useRef, useState } from 'react'
import { type FieldProblem, toApiError } from '../../api/api-error.ts'
import { InlineText } from '../../components/inline-text.tsx'
import { Problem } from '../../components/problem.tsx'
import { AnswerView } from './answer-view.tsx'
import { buildRequest, type FieldValue, type FormValues, type OperationRequest, wholeBody } from './build-request.ts'
import { ChangeDialog } from './change-dialog.tsx'
import { describeEffect } from './describe-effect.ts'
import { FieldInput } from './field-input.tsx'
import type { Field, OperationForm } from './operation-form.ts'
import type { Place } from './place-section.tsx'
import { readProblems } from './read-problems.ts'
import type { RequestLog } from './request-log.ts'
import { sendOperation } from './send-operation.ts'
import type { TrialToken } from './trial-token.ts'
import { useBucketSuggestions } from './use-bucket-suggestions.ts'

interface OperationFieldsProps {
  readonly form: OperationForm
  readonly place: Place
  readonly token: TrialToken | undefined
  readonly log: RequestLog
}

/** The form of one operation, and its answer. */
export function OperationFields({ form, place, token, log }: OperationFieldsProps) {
  const buckets = useBucketSuggestions()
  const [values, setValues] = useState<FormValues>(() => fillIn(form, place))
  const [problems, setProblems] = useState<readonly FieldProblem[]>([])
  // An optional field with a value is sent, so it must be visible.
  const [showsAll, setShowsAll] = useState(() =>
    form.fields.some(({ name, isRequired }) => !isRequired && values[name] !== undefined),
  )
  const [asked, setAsked] = useState<OperationRequest>()
  const element = useRef<HTMLFormElement>(null)
  const send = useMutation({
    mutationFn: (request: OperationRequest) => sendOperation(request, token?.text ?? '', log),
    onSuccess: ({ body }) => show(readProblems(body)),
    gcTime: 0,
  })

  function show(found: readonly FieldProblem[]): void {
    setProblems(found)
    const optional = form.fields.filter(({ isRequired }) => !isRequired)
    if (optional.some(({ name }) => findProblem(found, name) !== undefined)) setShowsAll(true)
    if (found.length === 0) return
    window.requestAnimationFrame(() => element.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
  }

  function submit(event: SubmitEvent): void {
    event.preventDefault()
    const built = buildRequest(form, values)
    show('problems' in built ? built.problems : [])
    if ('problems' in built) return
    if (form.effect === 'change') setAsked(built.request)
    else send.mutate(built.request)
  }

  const renderField = (field: Field) => (
    <FieldInput
      key={field.name}
      field={field}
      value={values[field.name]}
      error={findProblem(problems, field.name)}
      buckets={buckets}
      onChange={(value: FieldValue) => setValues({ ...values, [field.name]: value })}
    />
  )
  const required = form.fields.filter(({ isRequired }) => isRequired)
  const optional = form.fields.filter(({ isRequired }) => !isRequired)
  return (
    <>
      <form onSubmit={submit} ref={element} noValidate>
        <Stack gap="sm">
          <Group gap="xs">
            <Code>
              {form.method} {form.path}
            </Code>
            <Badge variant="outline" color={form.effect === 'change' ? 'red' : 'gray'} tt="none">
              {describeEffect(form.effect)}
            </Badge>
          </Group>
          <Text size="sm" style={{ whiteSpace: 'pre-line' }}>
            <InlineText text={form.description} />
          </Text>
          {required.map(renderField)}
          {form.bodyExample !== undefined && renderField(wholeBodyField)}
          {optional.length > 0 && (
            <>
              <Group>
                <Button
                  variant="default"
                  size="compact-sm"
                  aria-expanded={showsAll}
                  onClick={() => setShowsAll(!showsAll)}
                >
                  {showsAll ? 'Hide optional fields' : `Show optional fields (${optional.length})`}
                </Button>
              </Group>
              <Collapse expanded={showsAll}>
                <SimpleGrid cols={{ base: 1, md: 2 }} spacing="sm">
                  {optional.map(renderField)}
                </SimpleGrid>
              </Collapse>
            </>
          )}
          <Group gap="sm">
            <Button type="submit" loading={send.isPending} disabled={token === undefined}>
              Send
            </Button>
            {token === undefined && <Text size="sm">Create or paste a token first.</Text>}
          </Group>
          {send.error !== null && <Problem error={toApiError(send.error)} />}
          {send.data !== undefined && <AnswerView answer={send.data} />}
        </Stack>
      </form>
      {asked !== undefined && (
        <ChangeDialog
          form={form}
          request={asked}
          onConfirm={() => {
            send.mutate(asked)
            setAsked(undefined)
          }}
          onClose={() => setAsked(undefined)}
        />
      )}
    </>
  )
}

const wholeBodyField: Field = {
  ...{ name: wholeBody, place: 'body', kind: 'json', isNumber: false, isRequired: true },
  ...{ description: 'The whole body, as JSON', choices: [], fallback: undefined, example: '' },
}

/** Returns the initial values of the form: the place of the page, and the example of a body. */
function fillIn({ fields, bodyExample }: OperationForm, { bucket, prefix }: Place): FormValues {
  const known: FormValues = { bucket, prefix, ...(prefix === '' ? {} : { key_name: `${prefix}file.txt` }) }
  const given = fields.flatMap(({ name }) => {
    const value = known[name]
    return value === undefined || value === '' ? [] : [[name, value] as const]
  })
  return { ...Object.fromEntries(given), ...(bodyExample === undefined ? {} : { [wholeBody]: bodyExample }) }
}

/** Finds a field's problems. `metadata[a]` belongs to the field `metadata`; a body that is a field itself gets all of them. */
function findProblem(problems: readonly FieldProblem[], name: string): string | undefined {
  const found = problems.filter(({ parameter }) => name === wholeBody || /^\w*/.exec(parameter)?.[0] === name)
  if (found.length === 0) return undefined
  return found.map(({ message }) => message).join('; ')
}
