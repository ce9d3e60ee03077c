export { fileStorage, StorageError } from './storage/file.ts'
