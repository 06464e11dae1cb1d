import {isErrorCode, TowlineError} from '../core/errors.ts';
import type {Fleet} from '../core/fleet/fleet.ts';
import type {LedgerRow} from '../core/money/ledger.ts';
import type {DiffAnswer, DownAnswer, FleetMessage, Hello, ResourcesAnswer, TranscriptMessage} from './contract.ts';

/**
 * Reads a supervisor's answers from `unknown`. The protocol number has been compared, so only the outline is checked, without a
 * schema library: loading one would take half of the start-up time of `towline ps`.
 */
export const readAnswer = {
	hello: (value: unknown) => checked(value, isHello),
	fleet: (value: unknown) => checked(value, isFleet),
	fleetMessage: (value: unknown) => checked(value, isFleetMessage),
	transcriptMessage: (value: unknown) => checked(value, isTranscriptMessage),
	ledger: (value: unknown) => checked(value, isLedger),
	resources: (value: unknown) => checked(value, isResources),
	diff: (value: unknown) => checked(value, isDiff),
	down: (value: unknown) => checked(value, isDownAnswer),
	/** The supervisor's error, or `otherwise` as the message if the answer has none. */
	refusal(text: string, otherwise: string): TowlineError {
		const value = parse(text);

		if (!isObject(value) || typeof value.code !== 'string' || typeof value.message !== 'string') {
			return new TowlineError('INTERNAL', otherwise);
		}

		const {code, message, hint} = value;
		return new TowlineError(isErrorCode(code) ? code : 'INTERNAL', message, typeof hint === 'string' ? {hint} : {});
	},
};

type Fields = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Fields {
	return typeof value === 'object' && value !== null;
}

function isHello(value: unknown): value is Hello {
	return (
		isObject(value) &&
		typeof value.protocol === 'number' &&
		typeof value.pid === 'number' &&
		typeof value.root === 'string'
	);
}

function isFleet(value: unknown): value is Fleet {
	return isObject(value) && typeof value.seq === 'number' && isObject(value.agents);
}

function isFleetMessage(value: unknown): value is FleetMessage {
	return (
		isObject(value) &&
		(value.type === 'snapshot' ? isFleet(value.fleet) : value.type === 'facts' && Array.isArray(value.facts))
	);
}

function isTranscriptMessage(value: unknown): value is TranscriptMessage {
	return (
		isObject(value) &&
		(value.type === 'reset'
			? typeof value.position === 'number'
			: value.type === 'events' && Array.isArray(value.events))
	);
}

function isLedger(value: unknown): value is readonly LedgerRow[] {
	return Array.isArray(value);
}

function isResources(value: unknown): value is ResourcesAnswer {
	return isObject(value);
}

function isDiff(value: unknown): value is DiffAnswer {
	return isObject(value) && typeof value.diff === 'string';
}

function isDownAnswer(value: unknown): value is DownAnswer {
	return isObject(value) && typeof value.ended === 'number';
}

function checked<Answer>(value: unknown, isAnswer: (value: unknown) => value is Answer): Answer {
	if (isAnswer(value)) {
		return value;
	}

	throw new TowlineError(
		'PROTOCOL_MISMATCH',
		'The supervisor sent an answer that this version of Towline does not understand.',
		{
			hint: 'Run `towline restart`; running agents continue.',
		},
	);
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
