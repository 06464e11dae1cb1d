import type {Screen} from '../helpers/screen.ts';

/** What the steps act on: one terminal, and what is written to its keyboard. */
export type Stage = {
	screen(): Screen;
	write(keys: string): void;
	/** Resolves at the next thing the terminal shows, or after this time. */
	nextChange(limitMs: number): Promise<void>;
};

/** A test that waits longer for something has failed. */
const longestWaitMs = 20_000;
/** As many as are worth reading in a failure. */
const toldSteps = 8;

/**
 * Steps are done one after the other, also when nobody awaits them; a failure tells what was done before and shows the
 * screen. After one that failed none is done any more.
 */
export class StepQueue {
	readonly #stage: Stage;
	readonly #done: string[] = [];
	#last: Promise<void> = Promise.resolve();

	constructor(stage: Stage) {
		this.#stage = stage;
	}

	/** Resolves once every step so far is done. */
	get settled(): Promise<void> {
		return this.#last;
	}

	/** Adds a step under the words that a failure tells it by. */
	add(words: string, step: () => void | Promise<void>): void {
		this.#last = this.#last.then(async () => {
			this.#done.push(words);
			await step();
		});
		// Whoever awaits the steps is told of it.
		this.#last.catch(() => {});
	}

	/** Waits for the screen to come to this; looks again whenever it changes. */
	async until(isSo: (screen: Screen) => boolean, limitMs = longestWaitMs): Promise<void> {
		const deadline = performance.now() + limitMs;

		while (!isSo(this.#stage.screen())) {
			const leftMs = deadline - performance.now();

			if (leftMs <= 0) {
				throw new Error(this.#tell());
			}

			await this.#stage.nextChange(leftMs);
		}
	}

	#tell(): string {
		const steps = this.#done.slice(-toldSteps);
		const before = steps.slice(0, -1).map(step => `  did     ${step}`);
		const {lines, columns} = this.#stage.screen();
		return [
			'The dashboard did not come to that.',
			...before,
			`  failed  ${steps.at(-1)}`,
			`┌${'─'.repeat(columns)}┐`,
			...lines.map(line => `│${line}`),
			`└${'─'.repeat(columns)}┘`,
		].join('\n');
	}
}

/** The row of a story in the table; `undefined` while none is shown. Beside the table may stand a pane. */
export function findRow({lines}: Screen, story: string): {readonly index: number; readonly text: string} | undefined {
	const row = new RegExp(`^[› ].(?:\\d+ )?(?:Story )?${literally(story)}(?![\\w-])`);
	const index = lines.findIndex(line => row.test(line));
	const [text] = (lines[index] ?? '').split(' │ ');
	return index === -1 || text === undefined ? undefined : {index, text};
}

/** Where the selected row stands; `undefined` where there is no table. */
export function findSelected({lines}: Screen): number | undefined {
	const index = lines.findIndex(line => line.startsWith('›'));
	return index === -1 ? undefined : index;
}

/** Whether a text holds another, or matches. */
export function holds(text: string, wanted: string | RegExp): boolean {
	return typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text);
}

/** A text that matches itself. */
function literally(text: string): string {
	return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
