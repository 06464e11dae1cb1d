/** A time as every command's JSON has it: ISO 8601 in UTC; `null` if there is none. */
export function toIso(at: number | undefined): string | null {
	return at === undefined ? null : new Date(at).toISOString();
}

/** The fields of events that are times. */
const timeNames = new Set([
	'at',
	'since',
	'askedAt',
	'startedAt',
	'endedAt',
	'lastEventAt',
	'openedAt',
	'resetsAt',
	'notBefore',
]);
/** An agent's own data, in which such a name may mean anything. */
const foreignNames = new Set(['input', 'suggestions', 'details', 'subject']);

/** A recorded event with its times as ISO 8601. Lines of a log that are not our events are left as they are. */
export function withIsoTimes(value: unknown): unknown {
	if (Array.isArray(value)) {
		return value.map(withIsoTimes);
	}

	if (typeof value !== 'object' || value === null) {
		return value;
	}

	return Object.fromEntries(
		Object.entries(value).map(([name, field]) => {
			if (foreignNames.has(name)) {
				return [name, field];
			}

			return [name, timeNames.has(name) && isTime(field) ? toIso(field) : withIsoTimes(field)];
		}),
	);
}

/** Whether `Date` can have it: a log can be damaged. */
function isTime(value: unknown): value is number {
	return typeof value === 'number' && Math.abs(value) <= 8.64e15;
}
