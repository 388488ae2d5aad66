import { Group, Input, NativeSelect, NumberInput } from '@mantine/core'
import { type ReactNode, useId, useState } from 'react'
import { chooseUnit, type Unit } from './quantity.ts'

interface QuantityFieldProps {
  readonly label: string
  readonly description?: ReactNode
  readonly error?: ReactNode
  readonly units: readonly Unit[]
  /** The unit while the field is empty. */
  readonly usual: string
  /** In the smallest unit. */
  readonly value: number | undefined
  readonly onChange: (value: number | undefined) => void
  /** Its share of a row, as `flex` of CSS. */
  readonly flex?: string
}

/** A number and its unit. */
export function QuantityField({ label, description, error, units, usual, value, onChange, flex }: QuantityFieldProps) {
  const id = useId()
  const [unit, setUnit] = useState(() => chooseUnit(value, units, usual))
  const count = value === undefined ? '' : value / unit.size
  return (
    <Input.Wrapper id={id} label={label} description={description} error={error} flex={flex}>
      <Group gap="xs" wrap="nowrap" mt={description === undefined ? 0 : 4}>
        <NumberInput
          flex="1 1 5rem"
          miw={0}
          id={id}
          aria-describedby={description === undefined ? undefined : `${id}-description`}
          error={error !== undefined && error !== null}
          min={0}
          hideControls
          value={count}
          onChange={(number) => onChange(number === '' ? undefined : Math.round(Number(number) * unit.size))}
        />
        <NativeSelect
          flex="0 0 7rem"
          aria-label={`Unit of: ${label}`}
          data={units.map((one) => one.label)}
          value={unit.label}
          onChange={(event) => {
            const chosen = units.find((one) => one.label === event.currentTarget.value) ?? unit
            setUnit(chosen)
            if (count !== '') onChange(Math.round(count * chosen.size))
          }}
        />
      </Group>
    </Input.Wrapper>
  )
}
