import { parentPort, workerData } from 'node:worker_threads'
import { signInAlone } from './in-worker.ts'

parentPort?.postMessage(await signInAlone(workerData))
