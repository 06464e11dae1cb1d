import type {TurnResult} from '../../core/fleet/run-exit.ts';
import {cleanLine, cleanText, type Fields, toNumber} from './fields.ts';

/**
 * What a `result` says. `error` is the category that the turn's last refused message named: a program that was never
 * logged in has no HTTP status. An API failure calls itself `success` with `is_error`, its text in `result`.
 */
export function readResult(frame: Fields, error: string | undefined): TurnResult {
	const text = [frame.result, ...(Array.isArray(frame.errors) ? frame.errors : [])]
		.filter(part => typeof part === 'string' && !part.startsWith('[ede_diagnostic]'))
		.map(part => cleanText(part) ?? '')
		.filter(part => part !== '')
		.join('\n');
	const apiStatus = toNumber(frame.api_error_status);
	const isError = frame.is_error === true;
	return {
		isError,
		outcome: cleanLine(frame.subtype, 80) ?? 'unknown',
		text: text || (isError ? describeEnd(frame.terminal_reason) : ''),
		apiStatus,
		isSessionUnknown: isError && /^No conversation found with session ID/m.test(text),
		isLoginNeeded: isError && (apiStatus === 401 || loginErrors.has(error)),
	};
}

const loginErrors: ReadonlySet<string | undefined> = new Set(['authentication_failed', 'oauth_org_not_allowed']);

/** For an error that gives no text of its own. */
function describeEnd(reason: unknown): string {
	switch (reason) {
		case 'aborted_streaming':
		case 'aborted_tools':
			return 'Interrupted.';
		case 'max_turns':
			return 'The limit of turns is reached.';
		case 'budget_exhausted':
			return 'The budget is used up.';
		default:
			return cleanLine(reason, 80)?.replaceAll('_', ' ') ?? '';
	}
}
