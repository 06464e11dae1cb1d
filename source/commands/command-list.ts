import type {CommandHandler} from './invocation.ts';

/** A subcommand as data: the command line, `--help` and shell completion are made from it. */
export type CommandSpec = {
	readonly name: string;
	/** In commander's words: `<story>` must be given, `[story...]` may be. */
	readonly args?: string;
	readonly summary: string;
	readonly options?: readonly (readonly [flags: string, description: string])[];
	readonly examples?: readonly string[];
	/** Not for people. */
	readonly isHidden?: boolean;
	/** Imports the command: only the one that is called is loaded. */
	readonly load: () => Promise<{readonly run: CommandHandler}>;
};

const json = ['--json', 'print JSON for scripts'] as const;
const byName = 'A story is its id, `story:agent`, or a beginning that only one story has: 42.';

/** What `towline` alone does. */
export const dashboardCommand: CommandSpec = {
	name: 'dashboard',
	summary: 'open the dashboard (what `towline` alone does)',
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
		options: [json, ['--all', 'of all projects of this user whose supervisor runs']],
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
		options: [['-m, --message <text>', 'what to say to it, instead of "go on"']],
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
		name: 'supervise',
		args: '<root>',
		summary: 'be the supervisor of a project',
		isHidden: true,
		load: () => import('./supervise.ts'),
	},
];
