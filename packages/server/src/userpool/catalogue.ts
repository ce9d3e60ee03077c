/** Every operation that works, by its wire name: one line an area. */
export * from './app-clients.ts'
export * from './profile.ts'
export * from './sign-in.ts'
export * from './sign-up.ts'
export * from './user-pools.ts'
