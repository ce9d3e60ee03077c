/** Every operation of STS that works, by its wire name: one line an area. */
export * from './callers.ts'
export * from './roles.ts'
