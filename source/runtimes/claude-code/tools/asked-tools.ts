import type {RunEvent} from '../../../core/fleet/agent-event.ts';
import {type Fields, isStorable, rawText, toFields} from '../fields.ts';
import {type BlockContext, readToolUse} from './tools.ts';

/** Tracks tool calls that wait for a permission, because a person may change their input. */
export type AskedTools = {
	/** Reads the request for permission. */
	ask(frame: Fields): void;
	/**
	 * Reads the answer, which the program prints back. Returns the call again, with the input that really runs, if that is
	 * another one.
	 */
	readAnswer(frame: Fields, context: BlockContext): readonly RunEvent[];
	/** The request was withdrawn. */
	forget(frame: Fields): void;
};

export function createAskedTools(): AskedTools {
	const asked = new Map<unknown, Fields>();

	return {
		ask(frame) {
			const request = toFields(frame.request);

			if (request?.subtype === 'can_use_tool') {
				asked.set(frame.request_id, request);
			}
		},
		readAnswer(frame, context) {
			const response = toFields(frame.response);
			const request = asked.get(response?.request_id);
			asked.delete(response?.request_id);
			const input = toFields(toFields(response?.response)?.updatedInput);
			const isForm = formTools.has(rawText(request?.tool_name));
			return request && input && !isForm && isOther(request.input, input)
				? readToolUse({id: request.tool_use_id, name: request.tool_name, input}, context)
				: [];
		},
		forget: frame => asked.delete(frame.request_id),
	};
}

/** Their answer is in the input, which is no other call. */
const formTools: ReadonlySet<string | undefined> = new Set(['AskUserQuestion', 'ExitPlanMode']);

function isOther(before: unknown, after: Fields): boolean {
	return isStorable(before) && isStorable(after) && JSON.stringify(before ?? {}) !== JSON.stringify(after);
}
