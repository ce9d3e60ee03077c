/**
 * Arrows run down only. Each room of packages/server/src may import from the rooms below it and from
 * nothing beside it; `scripts/check-imports.ts` runs this, and plants a forbidden import to prove that it
 * would notice.
 */
const edges = ['http', 'oauth', 'dev', 'userpool', 'identitypool', 'iam', 'sts']
const below = {
  edges: [
    'call',
    'flows',
    'tokens',
    'messages',
    'triggers',
    'store',
    'rules',
    'records',
    'ports',
    'api',
    'crypto',
  ],
  call: [
    'flows',
    'tokens',
    'messages',
    'triggers',
    'store',
    'rules',
    'records',
    'ports',
    'api',
    'crypto',
  ],
  credentials: ['flows', 'store', 'ports', 'api'],
  flows: ['tokens', 'messages', 'triggers', 'store', 'rules', 'records', 'ports', 'api', 'crypto'],
  tokens: ['store', 'rules', 'records', 'ports', 'api', 'crypto'],
  triggers: ['store', 'rules', 'records', 'ports', 'api', 'crypto'],
  federation: ['rules', 'records', 'ports', 'api', 'crypto'],
  messages: ['store', 'rules', 'records', 'ports', 'api', 'crypto'],
  store: ['rules', 'records', 'ports', 'api', 'crypto'],
  rules: ['records', 'ports', 'api', 'crypto'],
  records: [],
  ports: [],
  api: [],
  crypto: [],
}
const rooms = { ...Object.fromEntries(edges.map((edge) => [edge, below.edges])), ...below }
delete rooms.edges

const src = '^packages/server/src/'
const arrowsOf = (source, name, belowOf) =>
  Object.entries(belowOf).map(([room, allowed]) => ({
    name: `${name}-${room}`,
    comment: `${room} may import from itself and from: ${allowed.join(', ') || 'nothing of ours'}`,
    severity: 'error',
    from: { path: `${source}${room}/`, pathNot: '\\.test(-d)?\\.ts$' },
    to: { path: source, pathNot: `${source}(${[room, ...allowed].join('|')})/` },
  }))
const arrows = arrowsOf(src, 'arrow', rooms)

/** The client's rooms from the top down; those in one line do not import each other. */
const clientFloors = [
  ['amplify', 'gem'],
  ['actions'],
  ['sign-in', 'providers', 'credentials'],
  ['session'],
  ['wire', 'passkeys'],
  ['config'],
  ['core'],
  ['storage', 'srp'],
  ['encoding'],
]
const clientRooms = Object.fromEntries(
  clientFloors.flatMap((rooms, floor) =>
    rooms.map((room) => [room, clientFloors.slice(floor + 1).flat()]),
  ),
)
const clientArrows = arrowsOf('^packages/client/src/', 'client-arrow', clientRooms)

export default {
  forbidden: [
    ...arrows,
    ...clientArrows,
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'adapters-by-the-root-only',
      comment: 'only compose.ts knows a concrete adapter',
      severity: 'error',
      from: { path: src, pathNot: `${src}(compose\\.ts|.*\\.test\\.ts)$` },
      to: {
        path: `${src}(store/(sqlite|postgres)|crypto/(keyring|random|rsa-stock|argon2id|code-encryption)|triggers/runners/(by-target|runner)|credentials/(own|remote)-sts|federation/login-providers)\\.ts$`,
      },
    },
    {
      name: 'packages-meet-through-exports',
      severity: 'error',
      from: { path: '^packages/([^/]+)/' },
      to: { path: '^packages/([^/]+)/src/', pathNot: ['^packages/$1/', '/src/index\\.ts$'] },
    },
    {
      name: 'not-to-dev-dependencies',
      comment:
        'what runs needs only what is installed with it; types of the SDK are fine, and so are optional peers',
      severity: 'error',
      from: { path: '^packages/[^/]+/src/', pathNot: '\\.(test|test-d)\\.ts$' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only', 'npm-peer'] },
    },
    {
      name: 'not-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    enhancedResolveOptions: {
      conditionNames: ['source', 'import', 'node', 'default', 'types'],
      exportsFields: ['exports'],
    },
    detectProcessBuiltinModuleCalls: false,
  },
}
