import type {RunEvent} from '../../core/fleet/agent-event.ts';
import type {PriceOf} from '../../core/money/prices.ts';
import type {Frame, Line} from '../../stream/parse-frame.ts';
import type {RunRequest, Translator} from '../runtime.ts';
import {createActivity} from './activity.ts';
import {cleanLine, type Fields, isStorable, rawText, toFields, toList} from './fields.ts';
import {readCancelRequest, readControlRequest} from './permissions.ts';
import {rateScope} from './plan.ts';
import {readRateLimit} from './rate-limit.ts';
import {readResult} from './result.ts';
import {createRunLedger, type RunLedger} from './run-ledger.ts';
import {createSessionReader} from './session.ts';
import {readSystemFrame, remark} from './system-frames.ts';
import {createTextBlocks, type TextBlocks} from './text-blocks.ts';
import {readToolUse} from './tools.ts';
import {readInsertedText, readReplay, readToolResults} from './user-frames.ts';

/** Reads the frames of one run. A frame that nobody knows is kept whole; a broken one never stops the reading. */
export class ClaudeTranslator implements Translator {
	readonly #request;
	readonly #ledger: RunLedger;
	readonly #session = createSessionReader();
	readonly #activity = createActivity();
	/** Each conversation streams its own text: the main one, under `undefined`, and those of subagents. */
	readonly #texts = new Map<string | undefined, TextBlocks>();
	#cwd: string | undefined;
	/** The category of the last refused message of this turn. */
	#apiError: string | undefined;
	#hasPrompt = false;

	constructor(request: RunRequest, priceOf: PriceOf) {
		this.#request = request;
		this.#ledger = createRunLedger(priceOf);
	}

	translate(line: Line): readonly RunEvent[] {
		if (line.kind === 'text') {
			// A last line of nothing but escape sequences is usual.
			return line.text.trim() === '' ? [] : [{type: 'line-printed', text: line.text}];
		}

		return this.#read(line.frame) ?? keep(line.frame);
	}

	/** Nothing is held back. */
	finish(): readonly RunEvent[] {
		return [];
	}

	/** `undefined` for a frame that nobody knows. A `switch`, because a type may be called `constructor`. */
	#read(frame: Frame): readonly RunEvent[] | undefined {
		switch (frame.type) {
			case 'stream_event':
				return this.#readStreamEvent(frame);
			case 'assistant':
				return this.#readAssistant(frame);
			case 'user':
				return this.#readUser(frame);
			case 'system':
				return this.#readSystem(frame);
			case 'result':
				return this.#readResult(frame);
			case 'rate_limit_event':
				return this.#readRateLimit(frame);
			case 'control_request':
				return readControlRequest(frame, this.#cwd);
			case 'control_cancel_request':
				return readCancelRequest(frame);
			case 'control_response':
				return readResponse(frame);
			case 'conversation_reset':
				this.#ledger.reset();
				return remark('info', 'The conversation begins anew.');
			case 'auth_status':
				return remark('error', frame.error);
			default:
				return quiet.has(frame.type) ? [] : undefined;
		}
	}

	#readStreamEvent(frame: Fields): readonly RunEvent[] {
		const event = toFields(frame.event);
		const parent = parentOf(frame);

		if (!event) {
			return [];
		}

		const texts = this.#textsOf(parent);
		const events = texts.stream(event, parent);
		const usage =
			event.type === 'message_start'
				? this.#ledger.countMessage(toFields(event.message) ?? {}, parent === undefined)
				: event.type === 'message_delta'
					? this.#ledger.countMessage({...texts.current(), usage: event.usage}, parent === undefined)
					: undefined;
		return usage ? [...events, usage] : events;
	}

	#readAssistant(frame: Fields): readonly RunEvent[] {
		const message = toFields(frame.message) ?? {};
		const parent = parentOf(frame);
		const blocks = toList(message.content);

		if (frame.is_api_error_message === true || message.model === '<synthetic>') {
			this.#apiError = cleanLine(frame.error, 80);
			return blocks.flatMap(block => remark(this.#apiError ? 'error' : 'info', block.text));
		}

		const texts = this.#textsOf(parent);
		const events = blocks.flatMap(block =>
			isToolUse(block) ? readToolUse(block, {cwd: this.#cwd, parent}) : texts.whole(block, message, parent),
		);
		// What is not streamed has no other figures; what is, has better ones.
		const usage = texts.hasStreamed(message.id) ? undefined : this.#ledger.countMessage(message, parent === undefined);
		return usage ? [...events, usage] : events;
	}

	#readUser(frame: Fields): readonly RunEvent[] {
		if (frame.isReplay === true) {
			const kind = this.#hasPrompt ? 'message' : 'prompt';
			this.#hasPrompt = true;
			return readReplay(frame, kind);
		}

		const results = readToolResults(frame, {cwd: this.#cwd, parent: parentOf(frame)});
		return results.length > 0 ? results : readInsertedText(frame);
	}

	#readSystem(frame: Fields): readonly RunEvent[] | undefined {
		switch (frame.subtype) {
			case 'init':
				this.#cwd = rawText(frame.cwd) ?? this.#cwd;
				this.#apiError = undefined;
				this.#ledger.setModel(cleanLine(frame.model, 100));
				return [...this.#session.opened(frame), {type: 'turn-started'}, ...this.#activity.turn('working')];
			case 'session_state_changed':
				return this.#activity.stated(frame);
			case 'background_tasks_changed':
				return this.#activity.tasks(frame);
			default:
				return readSystemFrame(frame);
		}
	}

	#readResult(frame: Fields): readonly RunEvent[] {
		const usage = this.#ledger.settleTurn(frame);
		return [
			...this.#session.named(frame),
			...(usage ? [usage] : []),
			{type: 'turn-ended', result: readResult(frame, this.#apiError)},
			...this.#activity.turn('idle'),
		];
	}

	#readRateLimit(frame: Fields): readonly RunEvent[] | undefined {
		const limit = readRateLimit(frame);
		const scope = limit && rateScope(this.#request.env, limit.window);
		return limit && scope && [{type: 'rate-limit-reported', limit, scope}];
	}

	#textsOf(parent: string | undefined): TextBlocks {
		const texts = this.#texts.get(parent) ?? createTextBlocks();
		this.#texts.set(parent, texts);
		return texts;
	}
}

/** Known, and only signs of life. */
const quiet: ReadonlySet<unknown> = new Set([
	'active_goal',
	'command_lifecycle',
	'keep_alive',
	'prompt_suggestion',
	'tool_progress',
	'tool_use_summary',
	'transcript_mirror',
]);

/** Whole, as the log is to have it; but for one that could be read and not written again. */
function keep(frame: Frame): readonly RunEvent[] {
	return isStorable(frame)
		? [{type: 'frame-kept', frame}]
		: remark('warning', 'A frame nested too deeply was left out.');
}

/** An answer to what we asked: worth a word only when it is a refusal. */
function readResponse(frame: Fields): readonly RunEvent[] {
	const response = toFields(frame.response);
	return response?.subtype === 'error' ? remark('warning', response.error) : [];
}

function parentOf(frame: Fields): string | undefined {
	return cleanLine(frame.parent_tool_use_id, 100);
}

function isToolUse(block: Fields): boolean {
	return block.type === 'tool_use' || block.type === 'server_tool_use' || block.type === 'mcp_tool_use';
}
