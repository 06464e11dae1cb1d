/** The last piece of work given for a repository; it has ended or will. */
const last = new Map<string, Promise<unknown>>();

/**
 * Does what changes the worktrees of a repository one piece after the other: two `git worktree add` at a time read each
 * other's half-written folders and fail ("failed to read .git/worktrees/.../commondir").
 */
export async function inTurn<Result>(root: string, work: () => Promise<Result>): Promise<Result> {
	const turn = (last.get(root) ?? Promise.resolve()).then(work, work);
	last.set(root, turn);

	try {
		return await turn;
	} finally {
		last.get(root) === turn && last.delete(root);
	}
}
