import {throughMultiplexer} from '../outside/clipboard.ts';
import type {DashboardState} from '../state/dashboard-state.ts';
import type {Store} from '../state/store.ts';
import {notificationsBetween, toTitle} from './notification.ts';

/** How a person who is not looking at the dashboard is notified. */
export type NotificationSettings = {
	readonly title: boolean;
	readonly bell: boolean;
	/** Desktop notifications through the terminal. */
	readonly desktop: boolean;
};

export const defaultNotifications: NotificationSettings = {title: true, bell: false, desktop: false};

type Options = {
	readonly store: Store<DashboardState>;
	readonly settings: NotificationSettings;
	readonly env: Readonly<Record<string, string | undefined>>;
	/** Sends an escape sequence that draws nothing to the terminal. */
	readonly send: (sequence: string) => void;
};

/** Notifies of changes of the fleet by title, bell and desktop notification. Returns a function that stops it and restores the title. */
export function startNotifier({store, settings, env, send}: Options): () => void {
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
		send(saveTitle);
		showTitle();
	}

	const stop = store.subscribe(() => {
		const state = store.getState();

		if (state.fleet === fleet) {
			return;
		}

		const notifications = notificationsBetween(fleet, state.fleet, state.now);
		fleet = state.fleet;
		showTitle();

		if (settings.bell && notifications.some(({kind}) => kind !== 'completed')) {
			send(bell);
		}

		if (settings.desktop) {
			for (const {text} of notifications) {
				send(toDesktopSequence(text, env));
			}
		}
	});

	return () => {
		stop();

		if (settings.title) {
			send(restoreTitle);
		}
	};
}

const bell = '\u0007';

/** Save the terminal's title on its stack, and restore it from there. */
const saveTitle = '\u001B[22;2t';
const restoreTitle = '\u001B[23;2t';

/** OSC 2. Not wrapped for tmux, which uses it as the title of the pane. */
function toTitleSequence(title: string): string {
	return `\u001B]2;${title}\u0007`;
}

/** A desktop notification: OSC 9 for iTerm2, kitty and others, and OSC 777 for urxvt, foot and others. */
function toDesktopSequence(text: string, env: Options['env']): string {
	const plain = text.replaceAll(';', ',').slice(0, 200);
	return (
		throughMultiplexer(`\u001B]9;${plain}\u0007`, env) +
		throughMultiplexer(`\u001B]777;notify;towline;${plain}\u0007`, env)
	);
}
