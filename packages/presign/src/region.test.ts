import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findAwsRegionProblem, findRegionProblem, formatAwsHost } from './region.ts'

test('accepts the regions of AWS and the names of other stores', () => {
  for (const region of [
    'us-east-1',
    'eusc-de-east-1',
    'us-gov-west-1',
    'auto',
    'garage',
    'fr-par',
    'US'.toLowerCase(),
  ]) {
    assert.equal(findRegionProblem(region), undefined, region)
  }
})

test('refuses what could choose the host or break the scope', () => {
  for (const region of [
    '',
    'us_east_1',
    'US-EAST-1',
    'a.evil.example',
    'a/b',
    'a@b',
    'a:1',
    'a#',
    'a?',
    '-a',
    'a-',
    'a\n',
    'a'.repeat(64),
  ]) {
    assert.ok(findRegionProblem(region), JSON.stringify(region))
    assert.ok(findAwsRegionProblem(region), JSON.stringify(region))
  }
  assert.ok(findRegionProblem(undefined as unknown as string))
})

test('without an endpoint only a region of AWS has a host', () => {
  for (const region of ['us-east-1', 'cn-northwest-1', 'eusc-de-east-1', 'eu-isoe-west-1', 'ap-southeast-12']) {
    assert.equal(findAwsRegionProblem(region), undefined, region)
  }
  for (const region of ['auto', 'us', 'aws-global', 'us-east-1-fips']) {
    assert.match(findAwsRegionProblem(region) ?? '', /set its `endpoint`/, region)
  }
})

const hosts: readonly (readonly [region: string, host: string])[] = [
  ['us-east-1', 's3.us-east-1.amazonaws.com'],
  ['us-gov-west-1', 's3.us-gov-west-1.amazonaws.com'],
  ['cn-north-1', 's3.cn-north-1.amazonaws.com.cn'],
  ['eusc-de-east-1', 's3.eusc-de-east-1.amazonaws.eu'],
  ['us-iso-east-1', 's3.us-iso-east-1.c2s.ic.gov'],
  ['us-isob-east-1', 's3.us-isob-east-1.sc2s.sgov.gov'],
  ['eu-isoe-west-1', 's3.eu-isoe-west-1.cloud.adc-e.uk'],
  ['us-isof-south-1', 's3.us-isof-south-1.csp.hci.ic.gov'],
]

test('each partition has its own domain', () => {
  for (const [region, host] of hosts) assert.equal(formatAwsHost(region), host)
})
