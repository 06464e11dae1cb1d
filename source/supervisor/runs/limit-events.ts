import type {RunEvent} from '../../core/fleet/agent-event.ts';
import type {SessionId} from '../../core/ids.ts';
import {addUsage, noUsage, type TokenUsage, tokensIn} from '../../core/money/token-usage.ts';

/** Limits for what one run may make grow. Real programs stay far below them. */
export const eventLimits = {
	/** Models in one usage report. The smallest ones beyond are added up under `otherModels`. */
	models: 32,
	/** Different sessions of one run. Later ones are not recorded. */
	sessions: 100,
	/** Characters of a frame that no translator knows, as JSON. Of a larger one the beginning is kept. */
	frameCharacters: 16 * 1024,
} as const;

/** The name under which usage of models beyond the limit is added up. */
export const otherModels = 'other models';

/**
 * Keeps what one run records bounded, whatever its program prints, and says in a remark when a limit is first reached.
 * Returns the events to record in their place. Depends on the events only, so a replay gives the same.
 */
export function createEventLimiter(): (events: readonly RunEvent[]) => readonly RunEvent[] {
	const sessions = new Set<SessionId>();
	const reached = new Set<string>();

	const limited = (event: RunEvent | undefined, limit: string): readonly RunEvent[] => {
		const remark: readonly RunEvent[] = reached.has(limit)
			? []
			: [{type: 'remark-made', level: 'warning', text: limit}];
		reached.add(limit);
		return event === undefined ? remark : [...remark, event];
	};

	const limit = (event: RunEvent): readonly RunEvent[] => {
		switch (event.type) {
			case 'usage-reported':
				return Object.keys(event.models).length <= eventLimits.models
					? [event]
					: limited(
							{...event, models: mergeSmallest(event.models)},
							`The program reports usage of more than ${eventLimits.models} models. The smallest are added up.`,
						);
			case 'session-opened':
				if (sessions.has(event.session) || sessions.size < eventLimits.sessions) {
					sessions.add(event.session);
					return [event];
				}

				return limited(
					undefined,
					`The program opened more than ${eventLimits.sessions} sessions in one run. Later ones are not recorded.`,
				);
			case 'frame-kept': {
				const text = JSON.stringify(event.frame) ?? '';
				return text.length <= eventLimits.frameCharacters
					? [event]
					: limited(
							{...event, frame: {cutFrom: text.length, beginning: text.slice(0, eventLimits.frameCharacters)}},
							`Unknown frames of more than ${eventLimits.frameCharacters} characters are cut.`,
						);
			}
			default:
				return [event];
		}
	};

	return events => events.flatMap(limit);
}

/** The models with most tokens, and one entry with the sum of the others. */
function mergeSmallest(models: Readonly<Record<string, TokenUsage>>): Readonly<Record<string, TokenUsage>> {
	const bySize = Object.entries(models).sort(([, a], [, b]) => tokensIn(b) + b.output - tokensIn(a) - a.output);
	const kept = bySize.slice(0, eventLimits.models - 1);
	const rest = bySize.slice(kept.length).reduce((sum, [, usage]) => addUsage(sum, usage), noUsage);
	return Object.fromEntries([...kept, [otherModels, rest]]);
}
