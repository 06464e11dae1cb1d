import type {AgentConfig} from '../../source/project/config/config.ts';

/** An `[[agent]]` that says no more than it must. */
export const coderConfig: AgentConfig = {
	name: 'coder',
	runtime: 'claude-code',
	command: undefined,
	args: [],
	env: {},
	permissionMode: undefined,
	maxParallel: undefined,
	maxTurns: undefined,
	prompt: '{{story.body}}',
};
