import {render} from 'ink';
import type {FleetClient} from '../api/client.ts';
import {App} from './components/app/app.tsx';
import {createEngine} from './engine.ts';
import {createKeymap} from './keys/keymap.ts';
import {type Preferences, preferencesOf, readPreferences, savePreferences} from './outside/preferences.ts';
import {createShell, type TerminalOwner} from './outside/shell.ts';
import {dispatch} from './press.ts';
import {systemClock} from './store/clock.ts';
import type {DashboardState} from './store/dashboard-state.ts';
import type {Store} from './store/store.ts';
import {defaultTelling, startTelling, type TellingSettings} from './telling/teller.ts';
import {createTerminal} from './terminal.ts';
import {themeFor} from './theme.ts';

export type DashboardOptions = {
	/** Finds the supervisor, or starts one. Called again whenever it went away. */
	readonly connect: () => Promise<FleetClient>;
	readonly stdin: NodeJS.ReadStream;
	readonly stdout: NodeJS.WriteStream;
	readonly env: Readonly<Record<string, string | undefined>>;
	/** By default what was kept the last time. */
	readonly preferences?: Preferences;
	/** How a person elsewhere is told; by default by the terminal's title alone. */
	readonly telling?: TellingSettings;
	/** The most updates a second that are sent to the terminal; by default as many as there are. */
	readonly fps?: number;
};

/** Keys are drawn at once; data is held back by the store, not by Ink. */
const maxFps = 60;

/** Shows the dashboard until the person leaves, and resolves with the exit code. Agents go on. */
export async function runDashboard(options: DashboardOptions): Promise<number> {
	const {connect, stdin, stdout, env, telling = defaultTelling, fps} = options;
	const preferences = options.preferences ?? readPreferences(env);
	const terminal = createTerminal({stdout, ...(fps !== undefined && {fps})});
	const engine = createEngine({
		connect,
		clock: systemClock,
		size: {columns: terminal.columns, rows: terminal.rows},
	});
	const kept = restorePreferences(engine.store, env.NO_COLOR ? {...preferences, theme: undefined} : preferences);
	const theme = themeFor(env, preferences);
	const keymap = createKeymap(preferences.keys);
	tellConflicts(engine.store, keymap.conflicts);
	const owner: TerminalOwner = {suspend: undefined};
	const onResize = () => engine.resize({columns: terminal.columns, rows: terminal.rows});
	const done = Promise.withResolvers<number>();
	const shell = createShell({engine, terminal, env, owner, leave: code => done.resolve(code)});
	const stopTelling = startTelling({
		store: engine.store,
		settings: telling,
		env,
		send: sequence => terminal.send(sequence),
	});
	stdout.on('resize', onResize);

	const app = render(<App store={engine.store} keymap={keymap} shell={shell} theme={theme} owner={owner} />, {
		stdin,
		// Ink uses only what every terminal's stream has; the type it asks for is Node's own.
		stdout: terminal as unknown as NodeJS.WriteStream,
		interactive: true,
		alternateScreen: true,
		exitOnCtrlC: false,
		patchConsole: false,
		incrementalRendering: false,
		maxFps,
	});
	// Without a terminal any more there is nobody to show anything to.
	terminal.on('close', () => done.resolve(0));
	stdin.on('end', () => done.resolve(0));

	try {
		return await Promise.race([done.promise, app.waitUntilExit().then(() => 0)]);
	} finally {
		stdout.off('resize', onResize);
		engine.dispose();
		stopTelling();
		app.unmount();
		terminal.restore();
		await keepPreferences(engine.store, kept, env);
	}
}

/** Own keys that would mean two things are not taken, and the person must know. */
function tellConflicts(store: Store<DashboardState>, conflicts: readonly string[]): void {
	const [first] = conflicts;

	if (first !== undefined) {
		dispatch(store, {type: 'told', toast: {level: 'warning', text: `Your own keys were not taken: ${first}.`}});
	}
}

/** Gives what the screen begins with, to compare with at the end. */
function restorePreferences(store: Store<DashboardState>, preferences: Preferences): Preferences {
	const {thinking, areToolsUnfolded, sort, columns, theme} = preferences;
	store.update(state => ({
		...state,
		ui: {
			...state.ui,
			thinking: thinking ?? state.ui.thinking,
			areToolsUnfolded: areToolsUnfolded ?? state.ui.areToolsUnfolded,
			sort,
			columns,
			theme,
		},
	}));
	return preferencesOf(store.getState().ui);
}

/** Only what changed is kept. The person has left already: a folder that cannot be written is no reason to complain. */
async function keepPreferences(
	store: Store<DashboardState>,
	before: Preferences,
	env: DashboardOptions['env'],
): Promise<void> {
	const after = preferencesOf(store.getState().ui);
	const changed = Object.entries(after).filter(([key, value]) =>
		Object.entries(before).some(([other, old]) => other === key && old !== value),
	);

	if (changed.length > 0) {
		await savePreferences(Object.fromEntries(changed), env).catch(() => {});
	}
}
