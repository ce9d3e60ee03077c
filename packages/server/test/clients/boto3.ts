import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { findPythonWithBoto3 } from '../support/aws-tools.ts'
import { isolatedEnvironment } from './aws-environment.ts'

const MOST_MS = 55_000

/** Runs a script of this folder that drives a service by boto3, and answers the JSON it printed. */
export async function runBoto3(script: string, url: string): Promise<Record<string, unknown>> {
  const python = findPythonWithBoto3()
  if (!python) {
    throw new Error('These tests need boto3. Run "node scripts/ensure-aws-tools.ts".')
  }
  const path = fileURLToPath(new URL(script, import.meta.url))
  const options = { env: isolatedEnvironment(), timeout: MOST_MS }
  const { stdout } = await promisify(execFile)(python, [path, url], options)
  return JSON.parse(stdout)
}
