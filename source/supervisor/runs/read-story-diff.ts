import {TowlineError} from '../../core/errors.ts';
import type {Agent} from '../../core/fleet/agent.ts';
import type {ProjectConfig} from '../../project/config/config.ts';
import {readDiff} from '../../project/git/changes.ts';
import {findWorktree} from '../../project/worktree/worktree.ts';

/** More than anybody reads, and less than would hurt to send. */
const longestDiff = 8 * 1024 * 1024;

/**
 * A story's changes against its base, as `git diff` writes them. Text of an agent: sanitise it before it is shown.
 * Throws `WORKTREE_FAILED` for a story without a worktree, and `GIT_FAILED`.
 */
export async function readStoryDiff(agent: Agent, config: ProjectConfig): Promise<string> {
	const worktree = await findWorktree(config, agent.story);

	if (!worktree?.isThere) {
		throw new TowlineError('WORKTREE_FAILED', `${agent.story} has no worktree, so its changes cannot be told apart.`, {
			hint: config.worktree.enabled
				? 'It gets one when it is started.'
				: 'Worktrees are turned off in towline.toml; `git diff` shows what all agents changed.',
		});
	}

	const {text, isCut} = await readDiff(worktree, {maxBytes: longestDiff});
	return isCut ? `${text}# The diff is longer than ${longestDiff / 1024 / 1024} MB: the rest is left out.\n` : text;
}
