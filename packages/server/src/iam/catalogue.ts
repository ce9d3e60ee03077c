/** Every operation of IAM that works, by its wire name: one line an area. */
export * from './managed-policies.ts'
export * from './open-id-providers.ts'
export * from './policy-entities.ts'
export * from './policy-versions.ts'
export * from './role-boundaries.ts'
export * from './role-policies.ts'
export * from './role-tags.ts'
export * from './roles.ts'
