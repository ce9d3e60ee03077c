/** What package.json asks for. An older Node ends without a word when it loads the database's native code. */
const LEAST = [22, 18] as const

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < LEAST[0] || (major === LEAST[0] && minor < LEAST[1])) {
  throw new Error(
    `Poolhouse needs Node ${LEAST.join('.')} or later, and this is ${process.version}.`,
  )
}
