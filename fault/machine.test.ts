import { faultGroups } from './registry.ts'
import { testFaults } from './test-faults.ts'

testFaults(faultGroups.machine)
