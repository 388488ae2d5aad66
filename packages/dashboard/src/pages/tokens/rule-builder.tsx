import {
  ActionIcon,
  Autocomplete,
  Button,
  Code,
  Fieldset,
  Group,
  Radio,
  SegmentedControl,
  Select,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { useRef } from 'react'
import { composeRule, type RuleRow, readRule, readRuleLines, ruleActions } from './allow-rules.ts'
import { firstRow, type TokenValues } from './token-values.ts'

interface RuleBuilderProps {
  readonly form: UseFormReturnType<TokenValues>
  /** The buckets that the credentials name. */
  readonly buckets: readonly string[]
  /** The gateway's message about an invalid rule, by the rule's index. */
  readonly problems: ReadonlyMap<number, string>
}

/** The rules of a token, edited as rows or as text. Both views show the same rules. */
export function RuleBuilder({ form, buckets, problems }: RuleBuilderProps) {
  const { isNarrowed, isText, rows, text } = form.values
  const canBeRows = readRuleLines(text).every((rule) => readRule(rule) !== undefined)

  function switchTo(toText: boolean) {
    if (toText) form.setValues({ isText: true, text: rows.map(composeRule).join('\n') })
    else {
      const read = readRuleLines(text)
        .map(readRule)
        .filter((row) => row !== undefined)
      form.setValues({ isText: false, rows: read.length === 0 ? [firstRow] : read })
    }
  }

  return (
    <Stack gap="sm">
      <Radio.Group
        aria-label="What it may do"
        value={isNarrowed ? 'rules' : 'all'}
        onChange={(value) => form.setFieldValue('isNarrowed', value === 'rules')}
      >
        <Stack gap="xs" mt={4}>
          <Radio value="rules" label="Only what the rules below allow" />
          <Radio value="all" label="Upload and download everything that its account can" />
        </Stack>
      </Radio.Group>
      {isNarrowed && (
        <>
          <SegmentedControl
            aria-label="How to edit the rules"
            w="fit-content"
            size="xs"
            value={isText ? 'text' : 'rows'}
            onChange={(value) => switchTo(value === 'text')}
            data={[
              { value: 'rows', label: 'As a form', disabled: isText && !canBeRows },
              { value: 'text', label: 'As text' },
            ]}
          />
          {isText ? (
            <RuleText form={form} problems={problems} />
          ) : (
            <RuleRows form={form} buckets={buckets} problems={problems} />
          )}
        </>
      )}
    </Stack>
  )
}

function RuleText({ form, problems }: Omit<RuleBuilderProps, 'buckets'>) {
  const rules = readRuleLines(form.values.text)
  const error = [...problems].map(([index, problem]) => `${rules[index] ?? ''}: ${problem}`).join(' ')
  return (
    <Textarea
      label="Rules"
      description="One per line: action:bucket/key. A * at the end of the bucket or the key matches any ending."
      placeholder={'upload:my-bucket/incoming/*\ndownload:my-bucket/*'}
      autosize
      minRows={3}
      spellCheck={false}
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
      {...form.getInputProps('text')}
      error={error === '' ? form.errors.allow : error}
    />
  )
}

function RuleRows({ form, buckets, problems }: RuleBuilderProps) {
  const { rows } = form.values
  const list = useRef<HTMLDivElement>(null)

  function setRow(index: number, change: Partial<RuleRow>) {
    form.setFieldValue(
      'rows',
      rows.map((row, at) => (at === index ? { ...row, ...change } : row)),
    )
  }

  function add() {
    const last = rows.at(-1)
    form.setFieldValue('rows', [...rows, { ...firstRow, bucket: last?.bucket ?? '' }])
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>('fieldset:last-of-type input')?.focus())
  }

  function remove(index: number) {
    form.setFieldValue(
      'rows',
      rows.filter((_, at) => at !== index),
    )
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>('fieldset:last-of-type input')?.focus())
  }

  return (
    <Stack gap="xs" ref={list}>
      {rows.map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row has no identity except its index
        <Fieldset key={index} legend={`Rule ${index + 1}`} p="xs">
          <Group gap="xs" align="flex-start">
            <Select
              flex="1 1 11rem"
              label="Action"
              allowDeselect={false}
              data={[...ruleActions]}
              value={row.action}
              onChange={(action) => setRow(index, { action: action as RuleRow['action'] })}
            />
            <Autocomplete
              flex="1 1 11rem"
              label="Bucket"
              placeholder="my-bucket"
              required
              autoComplete="off"
              spellCheck={false}
              data={[...buckets]}
              value={row.bucket}
              // The field accepts a whole pasted rule, because no bucket name has a colon.
              onChange={(bucket) => setRow(index, readRule(bucket) ?? { bucket })}
            />
            <Select
              flex="1 1 9rem"
              label="Keys"
              allowDeselect={false}
              disabled={row.action === 'list'}
              data={[
                { value: 'prefix', label: 'that start with' },
                { value: 'exact', label: 'only this one' },
              ]}
              value={row.isPrefix || row.action === 'list' ? 'prefix' : 'exact'}
              onChange={(value) => setRow(index, { isPrefix: value === 'prefix' })}
            />
            <TextInput
              flex="1 1 11rem"
              label={row.isPrefix || row.action === 'list' ? 'Key prefix' : 'Key'}
              placeholder={row.isPrefix || row.action === 'list' ? 'every key' : 'incoming/k.png'}
              required={!row.isPrefix && row.action !== 'list'}
              autoComplete="off"
              spellCheck={false}
              value={row.key}
              onChange={(event) => setRow(index, { key: event.currentTarget.value })}
            />
          </Group>
          <Group gap="xs" mt="xs" justify="space-between" wrap="nowrap">
            <Text size="sm" miw={0}>
              Rule: <Code>{row.bucket.trim() === '' ? 'enter a bucket, or * for every bucket' : composeRule(row)}</Code>
            </Text>
            {rows.length > 1 && (
              <ActionIcon
                variant="subtle"
                color="red"
                aria-label={`Remove rule ${index + 1}`}
                onClick={() => remove(index)}
              >
                ×
              </ActionIcon>
            )}
          </Group>
          {problems.has(index) && row.bucket.trim() !== '' && (
            <Text size="sm" c="var(--mantine-color-error)" role="alert">
              {problems.get(index)}
            </Text>
          )}
        </Fieldset>
      ))}
      {form.errors.allow !== undefined && problems.size === 0 && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {form.errors.allow}
        </Text>
      )}
      <Group>
        <Button variant="default" size="compact-sm" onClick={add}>
          Add a rule
        </Button>
      </Group>
    </Stack>
  )
}
