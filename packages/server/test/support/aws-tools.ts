import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** The AWS CLI that a person on this machine would run, or undefined. */
export function findAwsCli(): string | undefined {
  return programsNamed('aws')[0]
}

/** The first Python 3 on the path that has boto3, or undefined: the one in a virtual environment may lack it. */
export function findPythonWithBoto3(): string | undefined {
  return programsNamed('python3').find((python) => hasBoto3(python))
}

/** Looks for the package without loading it, which would take longer than all the rest. */
function hasBoto3(python: string): boolean {
  const question = 'import importlib.util, sys; sys.exit(importlib.util.find_spec("boto3") is None)'
  return spawnSync(python, ['-c', question]).status === 0
}

function programsNamed(name: string): string[] {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  return folders.map((folder) => join(folder, name)).filter(isExecutable)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false // absent, or not ours to run
  }
}
