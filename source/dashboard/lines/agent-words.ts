import {assertNever} from '../../core/assert-never.ts';
import type {Agent} from '../../core/fleet/agent.ts';
import type {Fleet} from '../../core/fleet/fleet.ts';
import {statusTraits} from '../../core/fleet/status.ts';
import {formatClock, formatCount, formatElapsed} from '../../core/format.ts';
import type {EpochMs} from '../../core/ids.ts';
import {isNoUsage, type TokenUsage, tokensIn} from '../../core/money/token-usage.ts';
import {selectWaiting, type Waiting} from '../../core/status/why.ts';
import {sanitizeForCell} from '../text/sanitize-for-cell.ts';

/** `42 checkout coupons`: the number that the file's name begins with, then the title, or the rest of the name. */
export function storyLabel({story, title}: Pick<Agent, 'story' | 'title'>): string {
	const number = /^\d+(?=[._-])/.exec(story)?.[0];
	const words = sanitizeForCell(title);

	if (words === '' || words === story) {
		return story.replaceAll('_', ' ').replaceAll('-', ' ');
	}

	return number === undefined || words.startsWith(number) ? words : `${number} ${words}`;
}

/** The status in at most a dozen columns, with what it waits for where that fits: `after 47`, `until 14:05`. */
export function statusWords(agent: Agent, fleet: Fleet, now: EpochMs): string {
	const {phase} = agent;

	if (phase.status === 'queued') {
		const waiting = selectWaiting(agent, fleet, now);
		return waiting ? waitingWords(waiting, now) : 'starting';
	}

	if (phase.status === 'idle' && agent.refusal !== undefined) {
		return 'cannot start';
	}

	if (phase.status === 'rate-limited' && phase.end.exit.kind === 'rate-limited' && phase.end.exit.resetsAt) {
		const {resetsAt} = phase.end.exit;
		return resetsAt > now ? `until ${formatClock(resetsAt, now)}` : 'may resume';
	}

	if ('live' in phase && phase.live.retry) {
		return `retry ${phase.live.retry.attempt}/${phase.live.retry.of}`;
	}

	return statusTraits[phase.status].label;
}

/** `18k/4.1k`: tokens in and out; `-` before anything was used. */
export function tokenWords(usage: TokenUsage): string {
	return isNoUsage(usage) ? '-' : `${formatCount(tokensIn(usage))}/${formatCount(usage.output)}`;
}

/** `sonnet-5`: a model's name without its maker and date. */
export function modelWords(model: string | undefined): string {
	return model === undefined
		? '-'
		: sanitizeForCell(model)
				.replace(/^claude-/, '')
				.replace(/-\d{8}$/, '');
}

/** How full the context is, in whole per cent; `undefined` while unknown. */
export function contextPercent({contextTokens, contextWindow}: Agent): number | undefined {
	return contextTokens === undefined || !contextWindow ? undefined : Math.round((100 * contextTokens) / contextWindow);
}

function waitingWords(waiting: Waiting, now: EpochMs): string {
	switch (waiting.kind) {
		case 'dependency':
			return `after ${shortStory(waiting.story)}`;
		case 'dependency-failed':
			return `needs ${shortStory(waiting.story)}`;
		case 'time':
			return `in ${formatElapsed(waiting.until - now)}`;
		case 'rate-limit':
			return `until ${formatClock(waiting.until, now)}`;
		case 'paused':
			return waiting.reason === 'disk-full' ? 'disk full' : 'paused';
		case 'budget':
			return 'over budget';
		case 'story':
			return 'cannot start';
		case 'story-live':
		case 'slot':
		case 'agent-slot':
			return statusTraits.queued.label;
		default:
			return assertNever(waiting);
	}
}

/** The number of a story, or the beginning of its name. */
function shortStory(story: string): string {
	return /^\d+(?=[._-])/.exec(story)?.[0] ?? story.slice(0, 6);
}
