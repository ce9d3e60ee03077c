import { signInAlone } from '../support/in-worker.ts'

self.onmessage = async ({ data }) => self.postMessage(await signInAlone(data))
