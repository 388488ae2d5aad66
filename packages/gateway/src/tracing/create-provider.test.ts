import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSampler } from './create-provider.ts'

const samplers = [
  ['always_on', 'AlwaysOnSampler'],
  ['always_off', 'AlwaysOffSampler'],
  ['traceidratio', 'TraceIdRatioBased{0.25}'],
  ['parentbased_always_on', /^ParentBased\{root=AlwaysOnSampler,/],
  ['parentbased_always_off', /^ParentBased\{root=AlwaysOffSampler,/],
  ['parentbased_traceidratio', /^ParentBased\{root=TraceIdRatioBased\{0\.25\},/],
] as const

for (const [sampler, description] of samplers) {
  test(`${sampler} creates the sampler of that name`, () => {
    const made = createSampler({ sampler, ratio: 0.25 }).toString()
    if (typeof description === 'string') assert.equal(made, description)
    else assert.match(made, description)
  })
}
