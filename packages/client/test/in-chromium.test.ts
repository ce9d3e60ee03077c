import { useChromium } from './browser/in-chromium.ts'
import { challenges } from './suites/challenges.ts'
import { everyday } from './suites/everyday.ts'
import { onOneStore } from './support/one-store.ts'

const inChromium = useChromium()

onOneStore('every day in Chromium', (open) => everyday(open, inChromium))
onOneStore('challenges in Chromium', (open) => challenges(open, inChromium))
