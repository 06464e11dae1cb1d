import type {CommandSpec} from './command-spec.ts';

const json = ['--json', 'print JSON for scripts'] as const;
const byName = 'A story is its id, `story:agent`, or a beginning that only one story has: 42.';

/** What `towline` alone does. */
export const dashboardCommand: CommandSpec = {
	name: 'dashboard',
	summary: 'open the dashboard (what `towline` alone does)',
	options: [['--fps <number>', 'send at most so many updates a second, for a slow line']],
	load: () => import('./dashboard/dashboard.ts'),
};

export const commandList: readonly CommandSpec[] = [
	dashboardCommand,
	{
		name: 'init',
		summary: 'write a commented towline.toml and a first story here',
		load: () => import('./setup/init.ts'),
	},
	{
		name: 'demo',
		summary: 'look around in a throw-away project with six stories',
		load: () => import('./setup/demo.ts'),
	},
	{
		name: 'run',
		args: '[story...]',
		summary: 'run stories, or all that are open, and wait for their end',
		details: `Nobody watches, so permissions are denied. ${byName} Exits 0 if all completed, 1 otherwise, 130 after Ctrl-C, which stops the agents; a closed terminal leaves them at work.`,
		options: [
			['--json', 'print every recorded event, one JSON object a line'],
			['--drain', 'start nothing more, and wait for what runs'],
		],
		examples: ['towline run', 'towline run 42 43', 'towline run --json 42 | jq .event.type'],
		load: () => import('./run/run.ts'),
	},
	{
		name: 'ps',
		summary: 'show every agent in a table',
		details: 'Starts nothing: without a supervisor it shows what is stored.',
		options: [json, ['--all', 'of every project of yours that a supervisor has run for']],
		load: () => import('./read/ps.ts'),
	},
	{
		name: 'start',
		args: '<story>',
		summary: 'start a story afresh',
		details: `A closed rate limit or a paused queue does not hold it. ${byName}`,
		load: () => import('./agents/start.ts'),
	},
	{
		name: 'kill',
		args: '[story]',
		summary: 'stop an agent and everything that it started',
		details: `Its work stays, and it can be resumed. ${byName}`,
		options: [['--all', 'every agent that runs or is queued']],
		load: () => import('./agents/kill.ts'),
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
		load: () => import('./agents/resume.ts'),
	},
	{
		name: 'logs',
		args: '<story>',
		summary: 'show what the last run thought, said and did',
		options: [
			['-f, --follow', 'go on with what comes, until Ctrl-C'],
			['--json', 'print the recorded events, one JSON object a line'],
		],
		load: () => import('./read/logs.ts'),
	},
	{
		name: 'status',
		summary: 'tell whether a supervisor runs for this project',
		options: [json],
		load: () => import('./read/status.ts'),
	},
	{
		name: 'down',
		summary: 'end every agent and the supervisor',
		options: [['--keep', 'refuse while an agent runs']],
		load: () => import('./supervisor/down.ts'),
	},
	{
		name: 'message',
		args: '<story> <text...>',
		summary: 'say something to an agent that runs',
		examples: ['towline message 42 "The coupon code is case-insensitive."'],
		load: () => import('./agents/message.ts'),
	},
	{
		name: 'answer',
		args: '<story> <decision> [reason...]',
		words: ['allow', 'deny'],
		summary: 'allow or deny what an agent asks',
		options: [['--always', 'allow this kind of request from now on']],
		examples: ['towline answer 42 allow', 'towline answer 42 deny Use the staging registry.'],
		load: () => import('./agents/answer.ts'),
	},
	{
		name: 'queue',
		args: '[story]',
		summary: 'show what waits to start and for what, or move a story in it',
		details: 'Stories of higher priority start first; these options order those of one priority.',
		options: [
			['--first', 'before the others of its priority'],
			['--last', 'after them'],
			['--rank <n>', 'a place of its own: smaller starts first'],
		],
		load: () => import('./queue/queue.ts'),
	},
	{name: 'pause', summary: 'start nothing more; what runs goes on', load: () => import('./queue/pause.ts')},
	{name: 'unpause', summary: 'let the queue go on', load: () => import('./queue/unpause.ts')},
	{
		name: 'cost',
		summary: 'show what was spent',
		options: [['--by <what>', 'story, agent, model or day'], json],
		load: () => import('./read/cost.ts'),
	},
	{
		name: 'since',
		args: '[time]',
		words: ['today', 'yesterday'],
		summary: 'tell what happened since a time, or since you last looked',
		details:
			'What finished, failed, waits for you and was spent. Opening and leaving the dashboard is looking, and so is `towline since`.',
		examples: ['towline since 18:00', 'towline since 8h'],
		load: () => import('./read/since.ts'),
	},
	{
		name: 'worktree',
		args: '<action> [story]',
		words: ['ls', 'rm', 'prune'],
		summary: 'list or remove the worktrees of stories',
		details:
			'ls lists them with what would be lost, rm removes one, prune those of stories that are completed or gone. Nothing that holds work goes, unless with --force, and then it is saved first and the command to get it back is printed.',
		options: [['--force', 'save what is not merged to a rescue ref, then remove']],
		examples: ['towline worktree ls', 'towline worktree rm 42_checkout --force', 'towline worktree prune'],
		load: () => import('./read/worktree.ts'),
	},
	{
		name: 'doctor',
		summary: 'check what Towline needs here, and tell what to do',
		details:
			'Looks at git, the agent programs, the socket, the disk, the database and systemd. Exits 1 if anything is bad.',
		options: [json],
		load: () => import('./setup/doctor.ts'),
	},
	{
		name: 'service',
		args: '<action>',
		words: ['install', 'remove', 'status'],
		summary: 'keep the supervisor running with systemd',
		details:
			'install writes a unit of yours that starts it at login and after a crash, remove takes it away, status tells how it is. docs/nights.md tells more.',
		load: () => import('./setup/service.ts'),
	},
	{
		name: 'status-line',
		summary: "print one short line for tmux's status-right",
		details:
			'First who needs you (◆), then failed, lost, running, queued, limited and done, what was spent, and the project.',
		examples: ["set -g status-right '#(cd #{pane_current_path} && towline status-line)'"],
		load: () => import('./read/status-line.ts'),
	},
	{
		name: 'completion',
		args: '<shell>',
		words: ['bash', 'zsh', 'fish'],
		summary: 'print a completion script for bash, zsh or fish',
		examples: ['eval "$(towline completion bash)"'],
		load: () => import('./setup/completion.ts'),
	},
	{
		name: 'supervise',
		args: '<root>',
		summary: 'be the supervisor of a project',
		options: [['--stay', 'as a service: stay when nobody needs it, and wait for one that is there already']],
		isHidden: true,
		load: () => import('./supervisor/supervise.ts'),
	},
];
