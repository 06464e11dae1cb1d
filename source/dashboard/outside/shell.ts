import {TowlineError, toMessage} from '../../core/errors.ts';
import type {Recorded, RunEvent} from '../../core/fleet/agent-event.ts';
import {selectRuns} from '../../core/fleet/selectors.ts';
import {type AgentId, type StoryId, toAgentId} from '../../core/ids.ts';
import type {ReadLog} from '../feeds/find-feed.ts';
import type {LiveStore} from '../feeds/live-store.ts';
import type {Shell} from '../keys/binding.ts';
import {toPlainText} from '../pane/plain-text.ts';
import {dispatch} from '../state/dispatch.ts';
import type {TowlineTerminal} from '../terminal.ts';
import {copyIntoTmux, toClipboardSequence} from './clipboard.ts';
import type {LendTerminal} from './lend-terminal.ts';
import {editFile, editInFile, runShell, showInPager, storyFile, writeStory} from './programs.ts';

type Options = {
	readonly live: LiveStore;
	readonly terminal: TowlineTerminal;
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly lendTerminal: LendTerminal;
	readonly readLog: ReadLog;
	readonly leave: (exitCode: number) => void;
	readonly leaving: Shell['leaving'];
};

/** What keys do besides changing the screen, on the real terminal. */
export function createShell({live, terminal, env, lendTerminal, readLog, leave, leaving}: Options): Shell {
	const tell = (text: string, level: 'info' | 'error' = 'info') =>
		dispatch(live.store, {type: 'toast-shown', toast: {level, text}});
	async function* readRuns(agent: AgentId): AsyncIterable<Recorded<RunEvent>> {
		const known = live.store.getState().fleet.agents[agent];

		for (const run of known ? selectRuns(known) : []) {
			yield* readLog(agent, run);
		}
	}

	/** Gives the terminal to a program until it ends, and tells what went wrong. */
	const lend = (work: () => Promise<void>) =>
		void lendTerminal(work).catch((error: unknown) => tell(toMessage(error), 'error'));

	return {
		leaving,
		send: commands => void live.send(commands),
		leave: () => leave(0),
		down: () => void live.down().then(isDown => isDown && leave(0)),
		suspend: () => lend(stopUntilContinued),
		redraw: () => terminal.redraw(),
		reconnect: () => live.reconnect(),
		copy(text, what) {
			terminal.send(toClipboardSequence(text, env));
			copyIntoTmux(text, env);
			tell(`Copied the ${what}.`);
		},
		page: agent => lend(() => showInPager(toPlainText(readRuns(agent), terminal.columns), env)),
		editStory: story => lend(() => editFile(storyFile(storiesOf(live), story), env)),
		editText: (text, take) => lend(async () => take(await editInFile(text, env))),
		createStory: story =>
			lend(async () => {
				if (await writeStory(storiesOf(live), story, env)) {
					selectNew(live, story);
				} else {
					tell('Nothing was written, so there is no new story.');
				}
			}),
		openShell: agent => lend(() => runShell(live.store.getState().fleet.agents[agent]?.cwd ?? '', env)),
	};
}

/** Its row comes once the file was read; where the file names another agent than the first, the person finds it. */
function selectNew({store}: LiveStore, story: StoryId): void {
	const [first] = store.getState().fleet.project?.agents ?? [];

	if (first) {
		dispatch(store, {type: 'selected', agent: toAgentId(story, first.name)});
	}
}

function storiesOf(live: LiveStore): string {
	const {project} = live.store.getState().fleet;

	if (!project) {
		throw new TowlineError('SUPERVISOR_GONE', 'The supervisor has not said yet where the stories lie.');
	}

	return project.stories;
}

/** Stops the whole job, as the terminal's own Ctrl-Z would, so that `npm start` stops as well. */
function stopUntilContinued(): Promise<void> {
	return new Promise(resolve => {
		process.once('SIGCONT', () => resolve());
		process.kill(0, 'SIGTSTP');
	});
}
