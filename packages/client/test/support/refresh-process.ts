/** A process of its own that holds a session in a file, two hours later: it says which tokens are good. */
import { createAuth } from '../../src/index.ts'
import { fileStorage } from '../../src/node.ts'

const [path = '', cognito = '{}'] = process.argv.slice(2)
const now = Date.now
Date.now = () => now() + 2 * 3_600_000
const auth = createAuth({ Auth: { Cognito: JSON.parse(cognito) } }, { storage: fileStorage(path) })
const sessions = await Promise.all(Array.from({ length: 5 }, () => auth.fetchAuthSession()))
console.log(JSON.stringify(sessions.map(({ tokens }) => tokens?.accessToken.toString())))
