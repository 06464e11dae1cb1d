import type {RecordedFact} from '../../core/fleet/agent-event.ts';
import type {EpochMs, RunId} from '../../core/ids.ts';
import type {Clock} from '../clock.ts';

/** What was spent since midnight in the supervisor's time zone. */
export type DaySpending = {
	/** The day as `2026-11-20`. */
	name(): string;
	spentUsd(): number;
	onFacts(facts: readonly RecordedFact[]): void;
};

/** A run's cost so far, cumulative: the cost of a day is a difference of two reports. */
type Report = {readonly run: RunId; readonly at: EpochMs; readonly costUsd: number | undefined};

/** `history`: all earlier reports, oldest first. */
export function createDaySpending(clock: Pick<Clock, 'now'>, history: Iterable<Report>): DaySpending {
	let day = dayOf(clock.now());
	const beforeToday = new Map<RunId, number>();
	const latest = new Map<RunId, number>();

	const add = ({run, at, costUsd}: Report) => {
		if (costUsd === undefined) {
			return;
		}

		if (dayOf(at) !== day) {
			beforeToday.set(run, costUsd);
		}

		latest.set(run, costUsd);
	};

	/** On a new day the cost of every run so far belongs to the past. */
	const rollOver = () => {
		const today = dayOf(clock.now());

		if (today !== day) {
			day = today;

			for (const [run, costUsd] of latest) {
				beforeToday.set(run, costUsd);
			}
		}
	};

	for (const report of history) {
		add(report);
	}

	return {
		name() {
			rollOver();
			return day;
		},
		spentUsd() {
			rollOver();
			let spent = 0;

			for (const [run, costUsd] of latest) {
				spent += Math.max(0, costUsd - (beforeToday.get(run) ?? 0));
			}

			return spent;
		},
		onFacts(facts) {
			rollOver();

			for (const {event, run, at} of facts) {
				if (event.type === 'usage-reported' && run !== undefined) {
					add({run, at, costUsd: event.usage.costUsd});
				}
			}
		},
	};
}

/** The calendar day of a time in this process's time zone. */
function dayOf(at: EpochMs): string {
	const date = new Date(at);
	const two = (value: number) => String(value).padStart(2, '0');
	return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
