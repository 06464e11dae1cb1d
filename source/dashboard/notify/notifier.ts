import {throughMultiplexer} from '../outside/clipboard.ts';
import type {DashboardState} from '../state/dashboard-state.ts';
import type {Store} from '../state/store.ts';
import {newsBetween, toTitle} from './notification.ts';

/** How a person elsewhere is told; everything is off unless it is asked for, except the title. */
export type TellingSettings = {
	readonly title: boolean;
	readonly bell: boolean;
	/** Desktop notifications through the terminal. */
	readonly desktop: boolean;
};

export const defaultTelling: TellingSettings = {title: true, bell: false, desktop: false};

type Options = {
	readonly store: Store<DashboardState>;
	readonly settings: TellingSettings;
	readonly env: Readonly<Record<string, string | undefined>>;
	/** To the terminal, drawing nothing. */
	readonly send: (sequence: string) => void;
};

/** Tells by title, bell and notification what happens to the fleet. What is returned ends it and brings the title back. */
export function startTelling({store, settings, env, send}: Options): () => void {
	let {fleet} = store.getState();
	let title = '';
	const showTitle = () => {
		const next = fleet.seq === 0 ? title : toTitle(fleet);

		if (settings.title && next !== title) {
			title = next;
			send(toTitleSequence(title));
		}
	};

	if (settings.title) {
		send(keepTitle);
		showTitle();
	}

	const stop = store.subscribe(() => {
		const state = store.getState();

		if (state.fleet === fleet) {
			return;
		}

		const news = newsBetween(fleet, state.fleet, state.now);
		fleet = state.fleet;
		showTitle();

		if (settings.bell && news.some(({kind}) => kind !== 'completed')) {
			send(bell);
		}

		if (settings.desktop) {
			for (const {text} of news) {
				send(toDesktopSequence(text, env));
			}
		}
	});

	return () => {
		stop();

		if (settings.title) {
			send(bringBackTitle);
		}
	};
}

const bell = '\u0007';

/** Keeps the title that the terminal has now, and brings it back. */
const keepTitle = '\u001B[22;2t';
const bringBackTitle = '\u001B[23;2t';

/** OSC 2. tmux takes it for the pane's own title, so it is not handed through. */
function toTitleSequence(title: string): string {
	return `\u001B]2;${title}\u0007`;
}

/** A desktop notification, as iTerm2, kitty and others take it (OSC 9) and as urxvt, foot and others do (OSC 777). */
function toDesktopSequence(text: string, env: Options['env']): string {
	const plain = text.replaceAll(';', ',').slice(0, 200);
	return (
		throughMultiplexer(`\u001B]9;${plain}\u0007`, env) +
		throughMultiplexer(`\u001B]777;notify;towline;${plain}\u0007`, env)
	);
}
