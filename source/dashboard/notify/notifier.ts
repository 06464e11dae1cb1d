import type {DashboardState} from '../store/dashboard-state.ts';
import type {Store} from '../store/store.ts';
import {newsBetween, toTitle} from './notification.ts';
import {bell, bringBackTitle, keepTitle, toDesktopSequence, toTitleSequence} from './sequences.ts';

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

		if (settings.bell && news.some(({kind}) => kind !== 'done')) {
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
