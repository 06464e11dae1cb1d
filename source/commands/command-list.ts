import type {CommandSpec} from './command-spec.ts';

const json = ['--json', 'print JSON for scripts'] as const;
const byName = 'A story is its id, `story:agent`, or a beginning that only one story has: 42.';

/** What `towline` alone does. */
export const dashboardCommand: CommandSpec = {
	name: 'dashboard',
	summary: 'open the dashboard (what `towline` alone does)',
	options: [['--fps <number>', 'send at most so many updates a second, for a slow line']],
	load: () => import('./dashboard.ts'),
};

export const commandList: readonly CommandSpec[] = [
	dashboardCommand,
	{
		name: 'init',
		summary: 'write a commented towline.toml and a first story here',
		load: () => import('./init-command.ts'),
	},
	{
		name: 'demo',
		summary: 'look around in a throw-away project with six stories',
		load: () => import('./demo.ts'),
	},
	{
		name: 'run',
		args: '[story...]',
		summary: 'run stories, or all that are open, and wait for their end; permissions are denied',
		options: [
			['--json', 'print every recorded event, one JSON object a line'],
			['--drain', 'start nothing more, and wait for what runs'],
		],
		examples: ['towline run', 'towline run 42 43', 'towline run --json 42 | jq .event.type'],
		load: () => import('./run.ts'),
	},
	{
		name: 'ps',
		summary: 'show every agent in a table',
		options: [json, ['--all', 'of every project of yours that a supervisor has run for']],
		load: () => import('./ps.ts'),
	},
	{
		name: 'start',
		args: '<story>',
		summary: 'start a story afresh',
		examples: [byName],
		load: () => import('./start.ts'),
	},
	{
		name: 'kill',
		args: '[story]',
		summary: 'stop an agent and everything that it started',
		options: [['--all', 'every agent that runs or is queued']],
		load: () => import('./kill.ts'),
	},
	{
		name: 'resume',
		args: '<story>',
		summary: 'continue the session of an agent that ended',
		options: [
			['-m, --message <text>', 'what to say to it, instead of "go on"'],
			['--session <id>', 'an earlier session of it, or how that begins: `ps --json` lists them'],
		],
		examples: ['towline resume 42 -m "Leave the snapshot alone."'],
		load: () => import('./resume.ts'),
	},
	{
		name: 'logs',
		args: '<story>',
		summary: 'show what the last run thought, said and did',
		options: [
			['-f, --follow', 'go on with what comes, until Ctrl-C'],
			['--json', 'print the recorded events, one JSON object a line'],
		],
		load: () => import('./logs.ts'),
	},
	{
		name: 'status',
		summary: 'tell whether a supervisor runs for this project',
		options: [json],
		load: () => import('./status.ts'),
	},
	{
		name: 'down',
		summary: 'end every agent and the supervisor',
		options: [['--keep', 'refuse while an agent runs']],
		load: () => import('./down.ts'),
	},
	{
		name: 'message',
		args: '<story> <text...>',
		summary: 'say something to an agent that runs',
		examples: ['towline message 42 "The coupon code is case-insensitive."'],
		load: () => import('./message.ts'),
	},
	{
		name: 'answer',
		args: '<story> <decision> [reason...]',
		words: ['allow', 'deny'],
		summary: 'allow or deny what an agent asks',
		options: [['--always', 'allow this kind of request from now on']],
		examples: ['towline answer 42 allow', 'towline answer 42 deny Use the staging registry.'],
		load: () => import('./answer.ts'),
	},
	{
		name: 'queue',
		args: '[story]',
		summary: 'show what waits to start and for what, or move a story in it',
		options: [
			['--first', 'before the others of its priority'],
			['--last', 'after them'],
			['--rank <n>', 'a place of its own: smaller starts first'],
		],
		load: () => import('./queue.ts'),
	},
	{name: 'pause', summary: 'start nothing more; what runs goes on', load: () => import('./pause.ts')},
	{name: 'unpause', summary: 'let the queue go on', load: () => import('./unpause.ts')},
	{
		name: 'cost',
		summary: 'show what was spent',
		options: [['--by <what>', 'story, agent, model or day'], json],
		load: () => import('./cost.ts'),
	},
	{
		name: 'since',
		args: '[time]',
		words: ['today', 'yesterday'],
		summary: 'tell what happened since a time, or since you last looked',
		examples: ['towline since 18:00', 'towline since 8h'],
		load: () => import('./since.ts'),
	},
	{
		name: 'worktree',
		args: '<action> [story]',
		words: ['ls', 'rm', 'prune'],
		summary: 'list (ls), remove (rm) or tidy up (prune) the worktrees of stories; work is never lost',
		options: [['--force', 'save what is not merged to a rescue ref, then remove']],
		examples: ['towline worktree ls', 'towline worktree rm 42_checkout --force', 'towline worktree prune'],
		load: () => import('./worktree.ts'),
	},
	{
		name: 'doctor',
		summary: 'check git, the agent programs, the socket, the disk and the database',
		options: [json],
		load: () => import('./doctor.ts'),
	},
	{
		name: 'service',
		args: '<action>',
		words: ['install', 'remove', 'status'],
		summary: 'install, remove or show (status) a systemd unit that keeps the supervisor running',
		load: () => import('./service.ts'),
	},
	{
		name: 'status-line',
		summary: "print one short line for tmux's status-right",
		examples: ["set -g status-right '#(cd #{pane_current_path} && towline status-line)'"],
		load: () => import('./status-line.ts'),
	},
	{
		name: 'completion',
		args: '<shell>',
		words: ['bash', 'zsh', 'fish'],
		summary: 'print a completion script for bash, zsh or fish',
		examples: ['eval "$(towline completion bash)"'],
		load: () => import('./completion.ts'),
	},
	{
		name: 'supervise',
		args: '<root>',
		summary: 'be the supervisor of a project',
		options: [['--stay', 'as a service: stay when nobody needs it, and wait for one that is there already']],
		isHidden: true,
		load: () => import('./supervise.ts'),
	},
];
