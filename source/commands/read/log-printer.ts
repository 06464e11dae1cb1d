import type {Recorded} from '../../core/fleet/agent-event.ts';
import type {EpochMs} from '../../core/ids.ts';
import {toSafeJson} from '../../stream/safe-json.ts';
import {withIsoTimes} from './iso-time.ts';
import {createLogText} from './log-text.ts';

export type LogPrinterOptions = {
	readonly print: (text: string) => Promise<void>;
	readonly isJson: boolean;
	/** Puts the time of its event before each line. */
	readonly hasTimestamps: boolean;
	/** Events before this are skipped. */
	readonly since: EpochMs | undefined;
	/** Keeps only so many of the last lines back until `follow` or `end`; `undefined`: everything is printed at once. */
	readonly tail: number | undefined;
};

/** Prints the events of a run, as text or JSON. */
export type LogPrinter = {
	add(recorded: Recorded): Promise<void>;
	/** The stored events are all added: prints the last lines that were kept back; what follows is printed at once. */
	follow(): Promise<void>;
	/** Also prints a last line that has no newline. */
	end(): Promise<void>;
};

export function createLogPrinter({print, isJson, hasTimestamps, since, tail}: LogPrinterOptions): LogPrinter {
	const text = createLogText();
	let lastLines: string[] | undefined = tail === undefined ? undefined : [];
	let lastAt: EpochMs | undefined;

	const printLines = async (lines: string | undefined) => {
		if (lines === undefined) {
			return;
		}

		const time = hasTimestamps && !isJson && lastAt !== undefined ? `${new Date(lastAt).toISOString()} ` : '';
		const stamped = time === '' ? lines : lines.replaceAll(/^/gm, time);

		if (lastLines === undefined) {
			await print(stamped);
		} else {
			lastLines = tail === 0 ? [] : [...lastLines, ...stamped.split('\n')].slice(-(tail ?? 0));
		}
	};

	const printKept = async () => {
		const kept = lastLines ?? [];
		lastLines = undefined;
		await (kept.length > 0 && print(kept.join('\n')));
	};

	return {
		async add(recorded) {
			if (since === undefined || recorded.at >= since) {
				lastAt = recorded.at;
				await printLines(isJson ? toSafeJson(withIsoTimes(recorded)) : toText(text, recorded));
			}
		},
		follow: printKept,
		async end() {
			await printLines(isJson ? undefined : text.flush());
			await printKept();
		},
	};
}

/** A log line that is not one of our events is printed as JSON; it must not end the command. */
function toText(text: ReturnType<typeof createLogText>, recorded: Recorded): string | undefined {
	try {
		return text.add(recorded);
	} catch {
		return toSafeJson(withIsoTimes(recorded));
	}
}
