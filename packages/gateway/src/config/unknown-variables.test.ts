import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listUnknownVariables } from './unknown-variables.ts'

test('an unknown variable causes a warning that names the nearest setting; those of Kubernetes and of commands do not', () => {
  const warnings = listUnknownVariables({
    SIGNPOST_RATELIMIT: '5/s',
    SIGNPOST_PORT_FILE: '/nowhere',
    Signpost_Host: 'x',
    SIGNPOST_SOMETHING_ELSE: '1',
    SIGNPOST_SECRET_ACCESS_KEY: 'hunter2',
    SIGNPOST_MASTER_KEY_FILE: '',
    SIGNPOST_SERVICE_HOST: '10.96.0.1',
    SIGNPOST_SERVICE_PORT: '8080',
    SIGNPOST_METRICS_SERVICE_PORT_HTTP: '9464',
    SIGNPOST_PORT_8080_TCP: 'tcp://10.96.0.1:8080',
    SIGNPOST_PORT_8080_TCP_ADDR: '10.96.0.1',
    SIGNPOST_GREEN_PORT: 'tcp://10.96.0.2:8080',
    OTHER_RATELIMIT: '5/s',
  })

  assert.deepEqual(warnings, [
    'The variable SIGNPOST_RATELIMIT is not a setting of Signpost; did you mean SIGNPOST_RATE_LIMIT?',
    'The variable SIGNPOST_PORT_FILE is not a setting of Signpost; did you mean SIGNPOST_PORT?',
    'The variable Signpost_Host is not a setting of Signpost; did you mean SIGNPOST_HOST?',
    'The variable SIGNPOST_SOMETHING_ELSE is not a setting of Signpost; docs/configuration.md lists them',
  ])
})
