/** Every operation that works, by its wire name: one line an area. */
export * from './credentials.ts'
export * from './developers.ts'
export * from './identities.ts'
export * from './pools.ts'
export * from './roles.ts'
export * from './tags.ts'
