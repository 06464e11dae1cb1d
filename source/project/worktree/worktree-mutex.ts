import {createKeyedMutex} from '../../core/mutex.ts';

/**
 * Held while worktrees of a repository are added or removed; the key is the project's root. Two `git worktree add` at once read
 * each other's half-written folders and fail ("failed to read .git/worktrees/.../commondir").
 */
export const worktreeMutex = createKeyedMutex();
