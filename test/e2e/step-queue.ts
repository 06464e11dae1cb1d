import type {Screen} from '../helpers/screen.ts';

/** The terminal that the steps read and type into. */
export type Stage = {
	screen(): Screen;
	write(keys: string): void;
	/** Resolves at the next change of the screen, or after `limitMs`. */
	nextChange(limitMs: number): Promise<void>;
};

/** A test that waits longer for something has failed. */
const longestWaitMs = 120_000;
/** How many steps an error message lists. */
const listedSteps = 8;

/**
 * Runs steps one after the other, even if nobody awaits them. A failure lists the steps before it and shows the screen; no
 * step runs after it.
 */
export class StepQueue {
	readonly #stage: Stage;
	readonly #done: string[] = [];
	#last: Promise<void> = Promise.resolve();

	constructor(stage: Stage) {
		this.#stage = stage;
	}

	/** Resolves when every step added so far is done; rejects if one failed. */
	get settled(): Promise<void> {
		return this.#last;
	}

	/** Adds a step; `title` names it in an error message. */
	add(title: string, step: () => void | Promise<void>): void {
		this.#last = this.#last.then(async () => {
			this.#done.push(title);
			await step();
		});
		// The error is reported to the caller that awaits `settled`.
		this.#last.catch(() => {});
	}

	/** Waits until the screen satisfies `condition`; checks again at every change. */
	async until(condition: (screen: Screen) => boolean, limitMs = longestWaitMs): Promise<void> {
		const deadline = performance.now() + limitMs;

		while (!condition(this.#stage.screen())) {
			const leftMs = deadline - performance.now();

			if (leftMs <= 0) {
				throw new Error(this.#describeFailure());
			}

			await this.#stage.nextChange(leftMs);
		}
	}

	#describeFailure(): string {
		const steps = this.#done.slice(-listedSteps);
		const before = steps.slice(0, -1).map(step => `  did     ${step}`);
		const {lines, columns} = this.#stage.screen();
		return [
			'The dashboard never showed what the step waits for.',
			...before,
			`  failed  ${steps.at(-1)}`,
			`┌${'─'.repeat(columns)}┐`,
			...lines.map(line => `│${line}`),
			`└${'─'.repeat(columns)}┘`,
		].join('\n');
	}
}

/** The row of a story in the table, without the pane beside it; `undefined` if there is none. */
export function findRow({lines}: Screen, story: string): {readonly index: number; readonly text: string} | undefined {
	const row = new RegExp(`^[› ].(?:\\d+ )?(?:Story )?${escapePattern(story)}(?![\\w-])`);
	const index = lines.findIndex(line => row.test(line));
	const [text] = (lines[index] ?? '').split(' │ ');
	return index === -1 || text === undefined ? undefined : {index, text};
}

/** The line of the selected row; `undefined` if no table is shown. */
export function findSelected({lines}: Screen): number | undefined {
	const index = lines.findIndex(line => line.startsWith('›'));
	return index === -1 ? undefined : index;
}

/** Whether a text contains a string or matches a pattern. */
export function holds(text: string, wanted: string | RegExp): boolean {
	return typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text);
}

/** Escapes a text for use in a regular expression. */
function escapePattern(text: string): string {
	return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
