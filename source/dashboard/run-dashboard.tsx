import {render} from 'ink';
import type {FleetClient} from '../api/client.ts';
import {App} from './components/app/app.tsx';
import {createEngine} from './engine.ts';
import {createKeymap, type OwnKeys} from './keys/keymap.ts';
import {createShell, type TerminalOwner} from './outside/shell.ts';
import {systemClock} from './store/clock.ts';
import {defaultTelling, startTelling, type TellingSettings} from './telling/teller.ts';
import {createTerminal} from './terminal.ts';
import {type ThemeName, themeFor} from './theme.ts';

/** What a person prefers; read once, at the start. */
export type Preferences = {
	readonly theme?: ThemeName;
	readonly isAscii?: boolean;
	/** By the id of a key. */
	readonly keys?: OwnKeys;
};

export type DashboardOptions = {
	/** Finds the supervisor, or starts one. Called again whenever it went away. */
	readonly connect: () => Promise<FleetClient>;
	readonly stdin: NodeJS.ReadStream;
	readonly stdout: NodeJS.WriteStream;
	readonly env: Readonly<Record<string, string | undefined>>;
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
	const {connect, stdin, stdout, env, preferences = {}, telling = defaultTelling, fps} = options;
	const terminal = createTerminal({stdout, ...(fps !== undefined && {fps})});
	const engine = createEngine({
		connect,
		clock: systemClock,
		size: {columns: terminal.columns, rows: terminal.rows},
	});
	const theme = themeFor(env, preferences);
	const keymap = createKeymap(preferences.keys);
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
	}
}
