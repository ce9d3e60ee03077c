import { describe } from 'vitest'
import { onEachStore } from '../../server/test/support/stores.ts'
import { challenges } from './suites/challenges.ts'
import { credentials } from './suites/credentials.ts'
import { deviceFlow } from './suites/device-flow.ts'
import { everyday } from './suites/everyday.ts'
import { inProcess } from './support/in-process.ts'

onEachStore('every day in Node', (open) => everyday(open, inProcess))
onEachStore('challenges in Node', (open) => challenges(open, inProcess))
onEachStore('AWS credentials in Node', (open) => credentials(open, inProcess))
describe('device flow in Node', () => deviceFlow(inProcess))
