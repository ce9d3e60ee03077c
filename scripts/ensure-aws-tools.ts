/**
 * Makes sure that the AWS CLI and boto3 are there for the tests that drive them: does nothing where both
 * are found, installs the distribution's own where apt-get can, and says what to do everywhere else.
 */
import { findAwsCli, findPythonWithBoto3 } from '../packages/server/test/support/aws-tools.ts'
import { installDebian } from './install-debian.ts'

/** What the tests need, how it is found, and the package in which Debian and Ubuntu have it. */
const TOOLS = [
  { name: 'AWS CLI', find: findAwsCli, debian: 'awscli' },
  { name: 'Python with boto3', find: findPythonWithBoto3, debian: 'python3-boto3' },
]

const HELP =
  'Install both (Debian: "sudo apt-get install awscli python3-boto3"; Fedora: "sudo dnf install awscli2 python3-boto3"; macOS: "brew install awscli && python3 -m pip install boto3"), so that "aws" and "python3" are on the PATH.'

try {
  const missing = TOOLS.filter(({ find }) => !find())
  if (missing.length > 0) installDebian(missing.map(({ debian }) => debian))
  for (const { name, find } of TOOLS) {
    const path = find()
    if (!path) throw new Error(`The package was installed, but brought no ${name}.`)
    console.log(`${name} is here: ${path}`)
  }
} catch (error) {
  console.error(`${error instanceof Error ? error.message : error} ${HELP}`)
  process.exitCode = 1
}
