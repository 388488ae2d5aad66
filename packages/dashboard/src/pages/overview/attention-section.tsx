import { Anchor, Stack, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ActResult } from '../../api/act.ts'
import { Section } from '../../components/section.tsx'
import { Status } from '../../components/status.tsx'
import { Time } from '../../components/time.tsx'

type Attention = ActResult<'show_overview'>['attention']

/** Credentials and tokens that need attention, worst first. The section is hidden while all is well. */
export function AttentionSection({ attention }: { readonly attention: Attention }) {
  if (attention.length === 0) return null
  return (
    <Section title="Needs attention">
      <Stack gap="sm" component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
        {attention.map(({ kind, id, name, state, reason, message, cure, at }) => (
          <Text key={id + reason} component="li" size="sm">
            <Status
              state={state}
              label={
                <>
                  <Anchor
                    component={Link}
                    to={kind === 'credential' ? `/credentials/${name}` : `/tokens/${id}`}
                    inherit
                  >
                    {name}
                  </Anchor>
                  : {message} {cure}
                  {at !== undefined && (
                    <>
                      {' '}
                      (<Time at={at} isRelative />)
                    </>
                  )}
                </>
              }
            />
          </Text>
        ))}
      </Stack>
    </Section>
  )
}
