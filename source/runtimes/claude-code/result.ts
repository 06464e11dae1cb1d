import type {TurnResult} from '../../core/fleet/run-exit.ts';
import {cleanLine, cleanText, type Fields, toFields, toNumber} from './fields.ts';

/**
 * Reads a `result` frame. `error` is the category of the turn's last API error message, needed because a program that was
 * never logged in reports no HTTP status. An API failure has the subtype `success` with `is_error` and its text in `result`.
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

/** A prompt that a hook refused was never worked on, although the program reports success. */
export function withRefusal(result: TurnResult, refusal: string | undefined): TurnResult {
	return refusal === undefined || result.isError
		? result
		: {...result, isError: true, outcome: blockedByHook, text: `A hook refused the prompt: ${refusal}`};
}

/** Why a hook refused the prompt, if this frame says so. */
export function readRefusal(frame: Fields): string | undefined {
	const outcome = toFields(frame.prompt_submit_outcome);
	return outcome?.kind === blockedByHook ? (cleanLine(outcome.reason) ?? 'it gave no reason') : undefined;
}

const blockedByHook = 'blocked_by_hook';

const loginErrors: ReadonlySet<string | undefined> = new Set(['authentication_failed', 'oauth_org_not_allowed']);

/** Describes an error without text. */
function describeEnd(reason: unknown): string {
	switch (reason) {
		case 'aborted_streaming':
		case 'aborted_tools':
			return 'Interrupted.';
		case 'max_turns':
			return 'The turn limit was reached.';
		case 'budget_exhausted':
			return 'The budget is used up.';
		default:
			return cleanLine(reason, 80)?.replaceAll('_', ' ') ?? '';
	}
}
