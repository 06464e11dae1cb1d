import {type ErrorCode, TowlineError, toMessage} from '../core/errors.ts';
import type {ErrorAnswer} from './contract.ts';

type ErrorStatus = 400 | 404 | 409 | 500 | 503 | 507;

/** The status and body that answer an error. An unexpected error is `INTERNAL`; its details are logged. */
export function toErrorAnswer(error: unknown): {readonly status: ErrorStatus; readonly body: ErrorAnswer} {
	if (error instanceof TowlineError) {
		const {code, message, hint} = error;
		return {status: statusOf(code), body: {code, message, ...(hint === undefined ? {} : {hint})}};
	}

	return {
		status: 500,
		body: {
			code: 'INTERNAL',
			message: `The supervisor failed unexpectedly: ${toMessage(error)}`,
			hint: 'Details are in .towline/supervisor.log.',
		},
	};
}

function statusOf(code: ErrorCode): ErrorStatus {
	switch (code) {
		case 'USAGE':
		case 'CONFIG_INVALID':
		case 'STORY_INVALID':
		case 'STORY_ID_INVALID':
			return 400;
		case 'AGENT_UNKNOWN':
		case 'STORY_UNKNOWN':
		case 'RUN_UNKNOWN':
			return 404;
		case 'DISK_FULL':
		case 'DISK_READ_ONLY':
			return 507;
		case 'SUPERVISOR_GONE':
		case 'SUPERVISOR_BUSY':
			return 503;
		case 'INTERNAL':
		case 'STORE_FAILED':
			return 500;
		default:
			return 409; // The request is valid, but not possible in the present state.
	}
}
