import type {NoticeLevel, RunEvent} from '../../core/fleet/agent-event.ts';
import {cleanLine, cleanText, type Fields, toCount, toFields, toNumber} from './fields.ts';

/**
 * Reads the `system` frames that need no state: remarks, retries, and those that are ignored. `undefined` for an unknown
 * subtype.
 */
export function readSystemFrame(frame: Fields): readonly RunEvent[] | undefined {
	switch (frame.subtype) {
		case 'api_retry':
			return [readRetry(frame)];
		case 'status':
			return readStatus(frame);
		case 'compact_boundary':
			return [readCompaction(frame)];
		case 'task_notification':
			return remark('info', frame.summary);
		case 'permission_denied':
			return remark('warning', frame.message ?? frame.decision_reason);
		case 'informational':
		case 'notification':
		case 'local_command_output':
			return remark('info', frame.content ?? frame.message ?? frame.text);
		case 'model_refusal_fallback':
		case 'model_refusal_no_fallback':
			return remark('warning', frame.message ?? frame.content ?? 'The model refused to answer.');
		case 'worker_shutting_down':
			return remark('warning', frame.message ?? 'The agent program is shutting down.');
		case 'session_writes_lost':
			return remark('error', `The session could not be saved (${cleanLine(frame.error_code) ?? 'unknown reason'}).`);
		case 'mirror_error':
			return remark('warning', frame.error ?? frame.message);
		default:
			return ignoredSubtypes.has(frame.subtype) ? [] : undefined;
	}
}

/** Subtypes that are ignored. */
const ignoredSubtypes: ReadonlySet<unknown> = new Set([
	'task_started',
	'task_progress',
	'task_updated',
	'hook_started',
	'hook_progress',
	'memory_recall',
	'files_persisted',
	'plugin_install',
	'commands_changed',
	'elicitation_complete',
	'control_request_progress',
]);

/** A remark with the text; empty if there is no text. */
export function remark(level: NoticeLevel, value: unknown): readonly RunEvent[] {
	const text = cleanText(value);
	return text ? [{type: 'remark-made', level, text}] : [];
}

function readRetry(frame: Fields): RunEvent {
	return {
		type: 'api-retried',
		attempt: toCount(frame.attempt),
		of: toCount(frame.max_retries),
		delayMs: toCount(frame.retry_delay_ms),
		status: toNumber(frame.error_status),
		error: cleanLine(frame.error, 80) ?? (frame.no_response === true ? 'no response' : 'unknown'),
	};
}

function readStatus(frame: Fields): readonly RunEvent[] {
	if (frame.compact_error !== undefined && frame.compact_error !== null) {
		return remark('warning', `Compacting failed: ${cleanLine(frame.compact_error) ?? 'unknown reason'}`);
	}

	return frame.status === 'compacting' ? remark('info', 'Compacting the conversation.') : [];
}

function readCompaction(frame: Fields): RunEvent {
	const meta = toFields(frame.compact_metadata) ?? {};
	const how = meta.trigger === 'manual' ? 'on request' : 'automatically';
	const after = toNumber(meta.post_tokens);
	const tokens = `${toCount(meta.pre_tokens)} tokens${after === undefined ? '' : ` to ${toCount(after)}`}`;
	return {type: 'remark-made', level: 'info', text: `The conversation was compacted ${how}: ${tokens}.`};
}
