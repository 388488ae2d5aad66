import { Autocomplete, SimpleGrid, TextInput } from '@mantine/core'
import { Section } from '../../components/section.tsx'
import { useBucketSuggestions } from './use-bucket-suggestions.ts'

/** The bucket and prefix in which the page works. */
export interface Place {
  readonly bucket: string
  /** The key prefix. */
  readonly prefix: string
}

interface PlaceSectionProps {
  readonly place: Place
  readonly onChange: (place: Place) => void
}

/** Asks for the bucket and the key prefix to work in. */
export function PlaceSection({ place, onChange }: PlaceSectionProps) {
  const suggested = useBucketSuggestions()
  return (
    <Section title="Where" description="A bucket of one of your credentials, and a prefix for keys.">
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Autocomplete
          label="Bucket"
          placeholder="my-bucket"
          autoComplete="off"
          spellCheck={false}
          data={[...suggested]}
          value={place.bucket}
          onChange={(bucket) => onChange({ ...place, bucket: bucket.trim() })}
        />
        <TextInput
          label="Key prefix"
          placeholder="try-it/"
          autoComplete="off"
          spellCheck={false}
          value={place.prefix}
          onChange={(event) => onChange({ ...place, prefix: event.currentTarget.value })}
        />
      </SimpleGrid>
    </Section>
  )
}
