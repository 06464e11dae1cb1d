import {type Instance, render} from 'ink';
import type {FleetClient} from '../api/client.ts';
import {Announcements} from './components/announcements.tsx';
import {App, type AppProps} from './components/app.tsx';
import {systemClock} from './feeds/clock.ts';
import {createLiveStore} from './feeds/live-store.ts';
import type {TerminalOwner} from './keys/binding.ts';
import {createKeymap} from './keys/keymap.ts';
import {createSpokenLog} from './notify/announcement.ts';
import {defaultTelling, startTelling, type TellingSettings} from './notify/notifier.ts';
import {restorePreferences, tellConflicts} from './outside/keep-preferences.ts';
import {type Preferences, readPreferences} from './outside/preferences.ts';
import {createShell, type ReadLog} from './outside/shell.ts';
import {dispatch} from './state/dispatch.ts';
import {createTerminal, type TowlineTerminal} from './terminal.ts';
import {themeFor} from './theme.ts';

export type {TellingSettings} from './notify/notifier.ts';
export type {Preferences} from './outside/preferences.ts';

export type DashboardOptions = {
	/** Finds the supervisor, or starts one. Called again whenever it went away. */
	readonly connect: () => Promise<FleetClient>;
	readonly readLog: ReadLog;
	readonly stdin: NodeJS.ReadStream;
	readonly stdout: NodeJS.WriteStream;
	readonly env: Readonly<Record<string, string | undefined>>;
	/** By default what was kept the last time. */
	readonly preferences?: Preferences;
	/** How a person elsewhere is told, once it is known; by default by the terminal's title alone. */
	readonly telling?: Promise<TellingSettings>;
	/** The most updates a second that are sent to the terminal; by default as many as there are. */
	readonly fps?: number;
	/** Aborting it leaves, as `q` does: for whoever has to do something afterwards and is told to end. */
	readonly stop?: AbortSignal;
	/** What leaving does to the agents; by default nothing. */
	readonly leaving?: 'agents-go-on' | 'demo-ends';
	/** What happened since the person last looked, in a line, once it is known. */
	readonly news?: Promise<string | undefined>;
};

/** Keys are drawn at once; data is held back by the store, not by Ink. */
const maxFps = 60;

/** Shows the dashboard until the person leaves, and resolves with the exit code. Agents go on. */
export async function runDashboard(options: DashboardOptions): Promise<number> {
	const {
		connect,
		stdin,
		stdout,
		env,
		telling = Promise.resolve(defaultTelling),
		fps,
		stop,
		leaving = 'agents-go-on',
	} = options;
	const preferences = options.preferences ?? readPreferences(env);
	const terminal = createTerminal({stdout, ...(fps !== undefined && {fps})});
	const size = () => ({columns: terminal.columns, rows: terminal.rows});
	const live = createLiveStore({connect, clock: systemClock, size: size()});
	const {store} = live;
	const keepPreferences = restorePreferences(store, preferences, env);
	const keymap = createKeymap(preferences.keys);
	const owner: TerminalOwner = {suspend: undefined};
	const {promise: left, resolve: leave} = Promise.withResolvers<number>();
	const shell = createShell({live, terminal, env, owner, readLog: options.readLog, leave, leaving});
	const send = (sequence: string) => terminal.send(sequence);
	const stopTelling = telling.then(settings => startTelling({store, settings, env, send}));
	const onResize = () => live.resize(size());
	tellConflicts(store, keymap.conflicts);
	stdout.on('resize', onResize);
	const app = mount({store, keymap, shell, theme: themeFor(env, preferences), owner}, options, terminal);
	// Without a terminal any more there is nobody to show anything to.
	terminal.on('close', () => leave(0));
	stdin.on('end', () => leave(0));
	stop?.addEventListener('abort', () => leave(0));
	void options.news?.then(
		text => text && keymap.conflicts.length === 0 && dispatch(store, {type: 'told', toast: {level: 'info', text}}),
	);

	if (stop?.aborted) {
		leave(0);
	}

	try {
		return await Promise.race([left, app.waitUntilExit().then(() => 0)]);
	} finally {
		stdout.off('resize', onResize);
		live.dispose();
		(await stopTelling)();
		app.unmount();
		terminal.restore();
		await keepPreferences();
	}
}

/** On the whole screen; or, for a screen reader, line by line on the screen that there is. */
function mount(props: AppProps, {stdin, stdout, env}: DashboardOptions, terminal: TowlineTerminal): Instance {
	const common = {stdin, interactive: true, exitOnCtrlC: false, patchConsole: false};

	if (env.INK_SCREEN_READER === 'true') {
		return render(<Announcements {...props} log={createSpokenLog(props.store)} />, {
			...common,
			stdout,
			isScreenReaderEnabled: true,
		});
	}

	return render(<App {...props} />, {
		...common,
		// Ink uses only what every terminal's stream has; the type it asks for is Node's own.
		stdout: terminal as unknown as NodeJS.WriteStream,
		alternateScreen: true,
		incrementalRendering: false,
		maxFps,
	});
}
