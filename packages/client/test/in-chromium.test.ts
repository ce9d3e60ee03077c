import { describe } from 'vitest'
import { useChromium } from './browser/in-chromium.ts'
import { challenges } from './suites/challenges.ts'
import { credentials } from './suites/credentials.ts'
import { deviceFlow } from './suites/device-flow.ts'
import { everyday } from './suites/everyday.ts'
import { onOneStore } from './support/one-store.ts'

const inChromium = useChromium()

onOneStore('every day in Chromium', (open) => everyday(open, inChromium))
onOneStore('challenges in Chromium', (open) => challenges(open, inChromium))
onOneStore('AWS credentials in Chromium', (open) => credentials(open, inChromium))
describe('device flow in Chromium', () => deviceFlow(inChromium))
