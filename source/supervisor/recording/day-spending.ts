import type {RecordedFact} from '../../core/fleet/agent-event.ts';
import type {EpochMs, RunId} from '../../core/ids.ts';
import type {Clock} from '../clock.ts';

/** What was spent since midnight, where the supervisor is. */
export type DaySpending = {
	/** `2026-11-20`. */
	name(): string;
	spentUsd(): number;
	onFacts(facts: readonly RecordedFact[]): void;
};

/** A report of a run's cost so far; cumulative, so a day's part is the difference. */
type Report = {readonly run: RunId; readonly at: EpochMs; readonly costUsd: number | undefined};

/** `history` is every report before now, oldest first. */
export function createDaySpending(clock: Pick<Clock, 'now'>, history: Iterable<Report>): DaySpending {
	let day = dayOf(clock.now());
	const beforeToday = new Map<RunId, number>();
	const latest = new Map<RunId, number>();

	const hear = ({run, at, costUsd}: Report) => {
		if (costUsd === undefined) {
			return;
		}

		if (dayOf(at) !== day) {
			beforeToday.set(run, costUsd);
		}

		latest.set(run, costUsd);
	};

	/** At midnight what every run has cost becomes its past. */
	const turn = () => {
		const today = dayOf(clock.now());

		if (today !== day) {
			day = today;

			for (const [run, costUsd] of latest) {
				beforeToday.set(run, costUsd);
			}
		}
	};

	for (const report of history) {
		hear(report);
	}

	return {
		name() {
			turn();
			return day;
		},
		spentUsd() {
			turn();
			let spent = 0;

			for (const [run, costUsd] of latest) {
				spent += Math.max(0, costUsd - (beforeToday.get(run) ?? 0));
			}

			return spent;
		},
		onFacts(facts) {
			turn();

			for (const {event, run, at} of facts) {
				if (event.type === 'usage-reported' && run !== undefined) {
					hear({run, at, costUsd: event.usage.costUsd});
				}
			}
		},
	};
}

/** The calendar day of a time, where this process is. */
function dayOf(at: EpochMs): string {
	const date = new Date(at);
	const two = (value: number) => String(value).padStart(2, '0');
	return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
