import type {CommandSpec} from './command-spec.ts';

const json = ['--json', 'print JSON for scripts'] as const;
const byName = 'Name a story by its id, by `story:agent`, or by a unique prefix such as 42.';

/** `towline` without a command. */
export const dashboardCommand: CommandSpec = {
	name: 'dashboard',
	summary: 'open the dashboard (the default command)',
	options: [['--fps <number>', 'draw at most this many updates per second, for a slow connection']],
	load: () => import('./dashboard/dashboard.ts'),
};

/** Every subcommand, in the order of `towline --help`. */
export const commandList: readonly CommandSpec[] = [
	dashboardCommand,
	{
		name: 'help',
		args: '[command]',
		summary: 'show the help of a command',
		load: () => import('./help/help.ts'),
	},
	{
		name: 'init',
		summary: 'write a commented towline.toml and a first story in this folder',
		load: () => import('./setup/init.ts'),
	},
	{
		name: 'trust',
		summary: 'show what the project would execute, and trust it',
		details:
			'Nothing that towline.toml names is executed before. You are asked again when that changes. What you trust is remembered in ~/.local/state/towline, never in the project.',
		options: [
			['--yes', 'trust it without asking, for scripts and CI'],
			['--adopt', 'also use a .towline folder that was made elsewhere, for example on another machine'],
			['--list', 'list the projects that you trust'],
			['--json', 'print the list as JSON for scripts'],
		],
		examples: ['towline trust', 'towline trust --yes && towline run'],
		load: () => import('./trust/trust.ts'),
	},
	{
		name: 'untrust',
		args: '[folder]',
		summary: 'no longer trust a project',
		load: () => import('./trust/untrust.ts'),
	},
	{
		name: 'demo',
		summary: 'try Towline in a temporary project with six stories',
		load: () => import('./setup/demo.ts'),
	},
	{
		name: 'run',
		args: '[story...]',
		summary: 'run stories (by default all that are not completed) and wait until they end',
		details: `Permission requests that no rule in towline.toml answers are denied. Ctrl-C stops the agents; closing the terminal does not. Exits with 0 if every story is completed, 1 otherwise, 130 after Ctrl-C. ${byName}`,
		options: [
			[
				'--json',
				'print every recorded event, and `run-not-started` for a story that cannot start, one JSON object per line',
			],
			['--drain', 'pause the queue and wait for the running agents'],
		],
		examples: ['towline run', 'towline run 42 43', 'towline run --json 42 | jq .event.type'],
		load: () => import('./run/run.ts'),
	},
	{
		name: 'ps',
		summary: 'list all agents with their status, tokens and cost',
		details: 'Does not start a supervisor: without one it shows the stored state.',
		options: [
			json,
			['--all', 'list the agents of all your projects'],
			['--watch', 'print again whenever something changes, until Ctrl-C'],
			['--filter <name=value...>', 'list only agents of this status, story (its beginning), agent or runtime'],
			['-q, --ids', 'print only ids'],
			['--format <template>', 'print a line for each agent, such as "{{id}} {{status}}", with the names of --json'],
		],
		examples: [
			'towline ps --filter status=failed',
			'towline kill $(towline ps -q --filter status=running agent=coder)',
		],
		load: () => import('./read/ps.ts'),
	},
	{
		name: 'start',
		args: '<story...>',
		summary: 'start stories, each in a new session',
		details: `Starts even while the queue is paused or a rate limit is in force. ${byName}`,
		load: () => import('./agents/start.ts'),
	},
	{
		name: 'kill',
		args: '[story...]',
		summary: 'stop agents and every process that they started',
		details: `Their work is kept, and \`towline resume\` continues their sessions. ${byName}`,
		options: [['--all', 'stop every agent that is running or queued']],
		load: () => import('./agents/kill.ts'),
	},
	{
		name: 'interrupt',
		args: '<story...>',
		summary: 'interrupt the turns of agents and keep their sessions open',
		details: `An interrupted agent waits until \`towline message\` sends it something, or it is killed. ${byName}`,
		examples: ['towline interrupt 42', 'towline message 42 "Leave the snapshot alone."'],
		load: () => import('./agents/interrupt.ts'),
	},
	{
		name: 'resume',
		args: '<story...>',
		summary: 'continue the sessions of agents that have ended',
		options: [
			['-m, --message <text>', 'send this message instead of the default one'],
			['--session <id>', 'continue an earlier session, given by its id or a prefix; `ps --json` lists them'],
			['--force', 'continue it although another Claude Code has the session open'],
		],
		examples: ['towline resume 42 -m "Leave the snapshot alone."'],
		load: () => import('./agents/resume.ts'),
	},
	{
		name: 'logs',
		args: '<story>',
		summary: 'show the thinking, output and tool calls of the last run',
		examples: ['towline logs -f 42', 'towline logs 42 --all-runs --since 8h -t | less'],
		options: [
			['-f, --follow', 'print new events as they arrive, until the agent is finished or Ctrl-C'],
			['-n, --tail <lines>', 'print only the last lines'],
			['--since <time>', 'print only what happened since a time: 18:00, 30m, yesterday or a date'],
			['-t, --timestamps', 'put the time before each line'],
			['--run <run>', 'print another run, given by its number from the oldest or by its id'],
			['--all-runs', 'print every run that has a log, the oldest first'],
			['--json', 'print the recorded events, one JSON object per line'],
		],
		load: () => import('./read/logs.ts'),
	},
	{
		name: 'search',
		args: '<text...>',
		summary: 'search the transcripts of all agents',
		details:
			'Prints each line that contains the text, of all runs. Case counts only if the text has a capital. Exits with 1 if nothing is found.',
		options: [
			['--story <story>', 'search only this story'],
			['--json', 'print one JSON object per line'],
		],
		examples: ['towline search rate limit', 'towline search --story 42 "npm test"'],
		load: () => import('./read/search.ts'),
	},
	{
		name: 'status',
		summary: 'show whether a supervisor is running for this project',
		options: [json],
		load: () => import('./read/status.ts'),
	},
	{
		name: 'down',
		summary: 'stop every agent and the supervisor',
		options: [
			['--keep', 'refuse if an agent is running'],
			['--force', 'also end a supervisor that does not answer, and its agents'],
		],
		load: () => import('./supervisor/down.ts'),
	},
	{
		name: 'message',
		args: '<story> <text...>',
		summary: 'send a message to a running agent',
		examples: ['towline message 42 "The coupon code is case-insensitive."'],
		load: () => import('./agents/message.ts'),
	},
	{
		name: 'answer',
		args: '<story> [decision] [reason...]',
		words: ['allow', 'deny', 'cancel'],
		summary: 'show or answer what an agent asks for',
		details:
			'Without a decision it prints the whole request. A permission or a plan is allowed or denied; a question is answered with --choose and --text, one value for each question in their order ("-" skips one; several options of one question are separated by commas). cancel closes the form of an MCP server without an answer.',
		options: [
			['--always', 'also allow later requests of this kind; with a plan, let the agent edit files'],
			['--edit <text>', 'allow with this command, path or address instead'],
			['--input <json>', 'allow with this input of the tool instead'],
			['--choose <options...>', 'choose options of the questions, by number or label'],
			['--text <texts...>', 'answer the questions that have no choice in your own words'],
			['--comment <text>', 'deny, and tell the agent this'],
		],
		examples: [
			'towline answer 42',
			'towline answer 42 allow',
			'towline answer 42 allow --edit "npm publish --dry-run"',
			'towline answer 42 deny Use the staging registry.',
			'towline answer 42 --choose 2 1,3',
			'towline answer 42 deny --comment "Split step 2."',
		],
		load: () => import('./agents/answer.ts'),
	},
	{
		name: 'queue',
		args: '[story]',
		summary: 'list the queued stories and what they wait for, or move one',
		details: 'Stories with a higher priority start first. The options set the order of stories with the same priority.',
		options: [
			['--first', 'start before the others of the same priority'],
			['--last', 'start after the others of the same priority'],
			['--rank <n>', 'set the rank of the story; smaller ranks start first'],
			json,
		],
		load: () => import('./queue/queue.ts'),
	},
	{name: 'pause', summary: 'pause the queue; running agents continue', load: () => import('./queue/pause.ts')},
	{name: 'unpause', summary: 'let the queue start stories again', load: () => import('./queue/unpause.ts')},
	{
		name: 'cost',
		summary: 'show what the agents have cost',
		options: [['--by <what>', 'group by story, agent, model or day'], json],
		valueWords: ['story', 'agent', 'model', 'day'],
		load: () => import('./read/cost.ts'),
	},
	{
		name: 'since',
		args: '[time]',
		words: ['today', 'yesterday'],
		summary: 'show what happened since a time, or since you last looked',
		details:
			'Lists the stories that finished, failed or need you, and the cost. You last looked when you opened or left the dashboard, or ran `towline since` without a time.',
		options: [json],
		examples: ['towline since 18:00', 'towline since 8h'],
		load: () => import('./read/since.ts'),
	},
	{
		name: 'worktree',
		args: '<action> [story]',
		words: ['ls', 'rm', 'prune'],
		summary: 'list or remove the worktrees of stories',
		details:
			'ls lists the worktrees and the unmerged work in them, rm removes one, prune removes those of completed or deleted stories. A worktree with unmerged work is only removed with --force: the work is saved first, and the command that restores it is printed.',
		options: [
			['--force', 'save unmerged work to a rescue ref, then remove the worktree'],
			['--json', 'print the list as JSON for scripts'],
		],
		examples: ['towline worktree ls', 'towline worktree rm 42_checkout --force', 'towline worktree prune'],
		load: () => import('./read/worktree.ts'),
	},
	{
		name: 'restart',
		summary: 'replace the supervisor, for example after an upgrade; agents continue',
		load: () => import('./supervisor/restart.ts'),
	},
	{
		name: 'doctor',
		summary: 'check what Towline needs and say how to fix problems',
		details:
			'Checks git, the agent programs, the socket, the disk, the database and systemd. Exits with 1 if a check fails.',
		options: [json],
		load: () => import('./setup/doctor.ts'),
	},
	{
		name: 'service',
		args: '<action>',
		words: ['install', 'remove', 'status'],
		summary: 'run the supervisor as a systemd service',
		details:
			'install writes a user unit that starts the supervisor at login and after a crash, remove deletes the unit, status shows its state. See docs/nights.md.',
		load: () => import('./setup/service.ts'),
	},
	{
		name: 'status-line',
		summary: "print one short line for tmux's status-right",
		details:
			'Counts the agents that need you (◆), then those that are failed, lost, running, queued, rate-limited and completed, followed by the cost and the project.',
		examples: ["set -g status-right '#(cd #{pane_current_path} && towline status-line)'"],
		load: () => import('./read/status-line.ts'),
	},
	{
		name: 'schema',
		args: '[command]',
		summary: 'print the JSON Schema of what a command prints with --json',
		details: 'Without a command it prints all of them by name. `run`, `logs` and `search` print one such value a line.',
		examples: ['towline schema ps'],
		load: () => import('./schema/schema.ts'),
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
		name: 'complete',
		args: '<shell> [words...]',
		summary: 'print what can stand at the end of a command line, for the completion scripts',
		isHidden: true,
		load: () => import('./setup/complete.ts'),
	},
	{
		name: 'supervise',
		args: '<root>',
		summary: 'run the supervisor of a project',
		options: [['--stay', 'run as a service: do not exit when idle, and wait for another supervisor to end']],
		isHidden: true,
		load: () => import('./supervisor/supervise.ts'),
	},
];
