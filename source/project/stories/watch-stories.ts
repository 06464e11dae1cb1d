import {type FSWatcher, readdirSync, statSync, watch} from 'node:fs';
import path from 'node:path';
import {createMutex} from '../../core/mutex.ts';
import {isStoryFile, readStories, type Stories, type StorySource} from './stories.ts';

/** The part of a clock that watching needs: calls back once, and gives what cancels that. */
export type After = (delayMs: number, callback: () => void) => () => void;

/** Ends the watching; twice is harmless. */
export type StopWatching = () => void;

/** One save is several events: truncate, write, rename. */
const settleMs = 100;
/** For what the system does not tell: network folders, a folder that is made later, a watch that failed. */
const pollMs = 5000;

/**
 * Reads the stories again whenever their files have changed, and calls back with all of them. Does not call for the
 * state there is at the beginning. Compares names, sizes and times first, so that a poll of nothing new reads nothing.
 */
export function watchStories(options: {
	readonly config: StorySource;
	readonly after: After;
	readonly onChange: (stories: Stories) => void;
}): StopWatching {
	const {config, after, onChange} = options;
	let known = signatureOf(config.stories);
	let watcher: FSWatcher | undefined;
	let cancelSettling = () => {};
	let cancelPoll = () => {};
	const mutex = createMutex();
	let stopped = false;

	const forget = () => {
		watcher?.close();
		watcher = undefined;
	};
	const settle = () => {
		cancelSettling();
		cancelSettling = after(settleMs, lookNext);
	};
	const look = async () => {
		watcher ??= openWatcher(config.stories, settle, forget);
		const current = signatureOf(config.stories);
		const stories = current === known ? undefined : await readStories(config);
		known = current;

		if (!stopped) {
			stories && onChange(stories);
			cancelPoll();
			cancelPoll = after(pollMs, lookNext);
		}
	};
	// One at a time: the result of an older read must not replace that of a newer one.
	const lookNext = () => {
		void mutex(async () => (stopped ? undefined : look()));
	};

	watcher = openWatcher(config.stories, settle, forget);
	cancelPoll = after(pollMs, lookNext);
	return () => {
		stopped = true;
		cancelSettling();
		cancelPoll();
		forget();
	};
}

function openWatcher(folder: string, onEvent: () => void, onFailure: () => void): FSWatcher | undefined {
	try {
		// A folder that is removed tells so by its own name, and its watch stays silent for one made anew.
		return watch(folder, {persistent: false}, (_, name) => {
			name === path.basename(folder) && onFailure();
			onEvent();
		}).on('error', onFailure);
	} catch {
		return undefined;
	}
}

/**
 * A text that differs when a story's file was added, removed, renamed or written. Synchronous, so that nothing that
 * happens after the call is missed; 200 files take a millisecond.
 */
export function signatureOf(folder: string): string {
	try {
		const names = readdirSync(folder).filter(isStoryFile).sort();
		return JSON.stringify(names.map(name => [name, signatureOfFile(path.join(folder, name))]));
	} catch {
		return '';
	}
}

function signatureOfFile(file: string): string {
	const status = statSync(file, {bigint: true, throwIfNoEntry: false});
	return status ? `${status.ino} ${status.size} ${status.mtimeNs} ${status.ctimeNs}` : '';
}
