import {setImmediate} from 'node:timers/promises';
import {expect} from 'vitest';
import type {FleetClient} from '../../source/api/client.ts';
import type {AgentId, RunId} from '../../source/core/ids.ts';
import {App} from '../../source/dashboard/components/app.tsx';
import {createLiveStore, type LiveStore} from '../../source/dashboard/feeds/live-store.ts';
import type {Shell} from '../../source/dashboard/keys/binding.ts';
import {createKeymap} from '../../source/dashboard/keys/keymap.ts';
import {selectSelected} from '../../source/dashboard/selectors/selection.ts';
import type {Size} from '../../source/dashboard/state/dashboard-state.ts';
import {createTheme, type Theme, unicodeGlyphs} from '../../source/dashboard/theme.ts';
import type {History} from './facts.ts';
import {createFakeClock, type FakeClock} from './fake-clock.ts';
import {createFakeFleet, type FakeFleet} from './fake-fleet.ts';
import {type RenderedScreen, renderToScreen} from './render-to-screen.ts';
import type {Screen} from './screen.ts';

// Times of day are in the screens that are stored.
process.env.TZ = 'UTC';

/** The dashboard on a terminal of its own, behind a supervisor in memory, with a clock that a test moves. */
export type TestDashboard = {
	readonly fleet: FakeFleet;
	readonly clock: FakeClock;
	readonly live: LiveStore;
	readonly terminal: RenderedScreen;
	/** What was done besides changing the screen: `leave`, `copy ...`. */
	readonly done: readonly string[];
	/** Types keys one after the other. */
	press(...keys: readonly string[]): void;
	/** Resolves once the screen shows it. */
	shows(text: string | RegExp): Promise<Screen>;
	/** Resolves once the screen no longer shows it. */
	hides(text: string | RegExp): Promise<Screen>;
	/** Lets time pass, for the dashboard only, until the screen shows it. */
	waitsUntilItShows(text: string): Promise<void>;
	/** Resolves once the selected agent's text is there. */
	reads(): Promise<void>;
	/** Resolves once what was published and pressed is on the screen, and nothing is under way any more. */
	catchesUp(): Promise<void>;
	/** What a fresh terminal of this size shows for the same state. */
	drawAfresh(): Promise<Screen>;
	/** Lets time pass, for the dashboard only. */
	wait(ms: number): void;
	resize(size: Size): void;
	[Symbol.dispose](): void;
};

type OpenOptions = Partial<Size> & {
	readonly theme?: Theme;
	readonly leaving?: Shell['leaving'];
	/** What the supervisor says of anybody's changes. */
	readonly diff?: string;
	/** Instead of the supervisor in memory: one that does not answer, or refuses. */
	readonly connect?: (how: 'first' | 'again') => Promise<FleetClient>;
	/** By default one of its own. */
	readonly fleet?: FakeFleet;
};

/** Some text never arrives: that of a supervisor that is away, and that of a pane that is not shown. */
const mostRounds = 50;

export function openDashboard(
	history: History,
	{
		columns = 80,
		rows = 24,
		theme = createTheme('dark', unicodeGlyphs),
		diff = '',
		fleet = createFakeFleet(history, {diff}),
		connect,
		leaving = 'agents-go-on',
	}: OpenOptions = {},
): TestDashboard {
	const clock = createFakeClock(history.now);
	async function* readLog(_: AgentId, run: RunId) {
		yield* history.texts.get(run) ?? [];
	}
	const live = createLiveStore({connect: connect ?? (() => fleet.connect()), readLog, clock, size: {columns, rows}});
	const done: string[] = [];

	const shell: Shell = {
		leaving,
		send: commands => void live.send(commands),
		leave: () => done.push('leave'),
		down: () => done.push('down'),
		suspend: () => done.push('suspend'),
		redraw: () => done.push('redraw'),
		reconnect: () => live.reconnect(),
		copy: (text, what) => done.push(`copy ${what}: ${text}`),
		page: agent => done.push(`page ${agent}`),
		editText: text => done.push(`edit text: ${text}`),
		editStory: story => done.push(`edit ${story}`),
		createStory: story => done.push(`create ${story}`),
		openShell: agent => done.push(`shell ${agent}`),
	};
	const tree = () => (
		<App
			store={live.store}
			keymap={createKeymap()}
			shell={shell}
			theme={theme}
			owner={{suspend: undefined, isLent: false}}
		/>
	);
	const terminal = renderToScreen(tree(), {columns, rows});
	/** Whether something published has not reached the store: facts, or the text of the selected agent. */
	const isBehind = () => {
		const state = live.store.getState();
		const selected = selectSelected(state)?.id;
		const read = selected && state.transcripts.get(selected);
		const written = [...history.texts.values()].findLast(events => events[0]?.agent === selected)?.length ?? 0;
		return state.fleet.seq < history.facts.length || (read?.nextPosition ?? 0) < written;
	};
	/** Moves the clock only while something is behind, so that times stay what they are. */
	const catchUp = () => {
		if (isBehind()) {
			clock.advance(50);
		}
	};
	const isShown = (text: string | RegExp) => {
		catchUp();
		const screen = terminal.text();
		return typeof text === 'string' ? screen.includes(text) : text.test(screen);
	};
	const expectShown = async (text: string | RegExp, wanted: boolean) => {
		await expect
			.poll(() => isShown(text) === wanted || terminal.text(), {
				interval: 5,
				message: `${wanted ? 'shows' : 'hides'} ${text}`,
			})
			.toBe(true);
		return terminal.screen();
	};

	return {
		fleet,
		clock,
		live,
		terminal,
		done,
		press(...keys) {
			for (const key of keys) {
				terminal.stdin.write(key);
			}
		},
		shows: text => expectShown(text, true),
		hides: text => expectShown(text, false),
		async waitsUntilItShows(text) {
			await expect
				.poll(() => {
					clock.advance(500);
					return terminal.text();
				})
				.toContain(text);
		},
		async reads() {
			await expect
				.poll(
					() => {
						catchUp();
						const state = live.store.getState();
						return state.transcripts.get(selectSelected(state)?.id ?? ('' as AgentId))?.entries.length ?? 0;
					},
					{interval: 5},
				)
				.toBeGreaterThan(0);
			await terminal.waitUntil(() => true);
		},
		async catchesUp() {
			let before: unknown;

			for (let round = 0; round < mostRounds && (isBehind() || before !== live.store.getState()); round++) {
				catchUp();
				before = live.store.getState();
				await setImmediate();
				await terminal.settled();
				await setImmediate();
			}
		},
		async drawAfresh() {
			using fresh = renderToScreen(tree(), live.store.getState().size);
			await fresh.settled();
			return fresh.screen();
		},
		wait: ms => clock.advance(ms),
		resize(size) {
			terminal.resize(size.columns, size.rows);
			live.resize(size);
		},
		[Symbol.dispose]() {
			live.dispose();
			terminal.unmount();
		},
	};
}
