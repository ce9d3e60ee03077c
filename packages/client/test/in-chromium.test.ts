import { onEachStore } from '../../server/test/support/stores.ts'
import { useChromium } from './browser/in-chromium.ts'
import { challenges } from './suites/challenges.ts'
import { everyday } from './suites/everyday.ts'

const inChromium = useChromium()

onEachStore('every day in Chromium', (open) => everyday(open, inChromium))
onEachStore('challenges in Chromium', (open) => challenges(open, inChromium))
