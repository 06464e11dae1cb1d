import {type Instance, render} from 'ink';
import type {FleetClient} from '../api/client.ts';
import {Announcements} from './components/announcements.tsx';
import {App, type AppProps} from './components/app.tsx';
import {systemClock} from './feeds/clock.ts';
import type {ReadLog} from './feeds/find-feed.ts';
import {createLiveStore} from './feeds/live-store.ts';
import type {TerminalOwner} from './keys/binding.ts';
import {createKeymap} from './keys/keymap.ts';
import {createAnnouncementLog} from './notify/announcement.ts';
import {defaultNotifications, type NotificationSettings, startNotifier} from './notify/notifier.ts';
import {restorePreferences, showKeyConflicts} from './outside/keep-preferences.ts';
import {createLendTerminal} from './outside/lend-terminal.ts';
import {type Preferences, readPreferences} from './outside/preferences.ts';
import {createShell} from './outside/shell.ts';
import {dispatch} from './state/dispatch.ts';
import {createTerminal, type TowlineTerminal} from './terminal.ts';
import {themeFor} from './theme.ts';

export type {NotificationSettings} from './notify/notifier.ts';
export type {Preferences} from './outside/preferences.ts';

export type DashboardOptions = {
	/** Finds the supervisor, or starts one. Called again whenever the connection is lost. */
	readonly connect: (how: 'first' | 'again') => Promise<FleetClient>;
	readonly readLog: ReadLog;
	readonly stdin: NodeJS.ReadStream;
	readonly stdout: NodeJS.WriteStream;
	readonly env: Readonly<Record<string, string | undefined>>;
	/** By default those that were saved last time. */
	readonly preferences?: Preferences;
	/** How a person who is not looking at the dashboard is notified; by default only by the terminal's title. */
	readonly notifications?: Promise<NotificationSettings>;
	/** Maximum updates per second that are sent to the terminal; by default unlimited. */
	readonly fps?: number;
	/** Aborting it quits the dashboard, as `q` does, for a caller that must clean up after a signal. */
	readonly stop?: AbortSignal;
	/** What quitting does to the agents; by default nothing. */
	readonly leaving?: 'agents-go-on' | 'demo-ends';
	/** One line to show first: what happened since the person last looked. */
	readonly greeting?: Promise<string | undefined>;
};

/** High, so that keys are drawn at once; the batch limits how often data is drawn. */
const maxFps = 60;

/** Shows the dashboard until the person quits, and resolves with the exit code. Agents continue. */
export async function runDashboard(options: DashboardOptions): Promise<number> {
	const {
		connect,
		stdin,
		stdout,
		env,
		notifications = Promise.resolve(defaultNotifications),
		fps,
		stop,
		leaving = 'agents-go-on',
	} = options;
	const preferences = options.preferences ?? readPreferences(env);
	const terminal = createTerminal({stdout, ...(fps !== undefined && {fps})});
	const size = () => ({columns: terminal.columns, rows: terminal.rows});
	const live = createLiveStore({connect, readLog: options.readLog, clock: systemClock, size: size()});
	const {store} = live;
	const keepPreferences = restorePreferences(store, preferences, env);
	const keymap = createKeymap(preferences.keys);
	const owner: TerminalOwner = {suspend: undefined, isLent: false};
	const lendTerminal = createLendTerminal(stdin, owner);
	const {promise: left, resolve: leave} = Promise.withResolvers<number>();
	const shell = createShell({live, terminal, env, lendTerminal, readLog: options.readLog, leave, leaving});
	const send = (sequence: string) => terminal.send(sequence);
	const stopNotifier = notifications.then(settings => startNotifier({store, settings, env, send}));
	const onResize = () => live.resize(size());
	const switchMouse = () => terminal.setMouse(store.getState().ui.isMouseOn && env.INK_SCREEN_READER !== 'true');
	showKeyConflicts(store, keymap.conflicts);
	stdout.on('resize', onResize);
	switchMouse();
	const stopMouse = store.subscribe(switchMouse);
	const app = mount({store, keymap, shell, theme: themeFor(env, preferences), owner}, options, terminal);
	// The terminal is gone, so nobody can see the dashboard.
	terminal.on('close', () => leave(0));
	stdin.on('end', () => leave(0));
	stop?.addEventListener('abort', () => leave(0));
	void options.greeting?.then(
		text =>
			text && keymap.conflicts.length === 0 && dispatch(store, {type: 'toast-shown', toast: {level: 'info', text}}),
	);

	if (stop?.aborted) {
		leave(0);
	}

	try {
		return await Promise.race([left, app.waitUntilExit().then(() => 0)]);
	} finally {
		stdout.off('resize', onResize);
		stopMouse();
		live.dispose();
		(await stopNotifier)();
		app.unmount();
		terminal.restore();
		await keepPreferences();
	}
}

/** Draws on the alternate screen or, for a screen reader, line by line on the main screen. */
function mount(props: AppProps, {stdin, stdout, env}: DashboardOptions, terminal: TowlineTerminal): Instance {
	const common = {stdin, interactive: true, exitOnCtrlC: false, patchConsole: false};

	if (env.INK_SCREEN_READER === 'true') {
		return render(<Announcements {...props} log={createAnnouncementLog(props.store)} />, {
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
