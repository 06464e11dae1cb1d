import type {RunEvent} from '../../core/fleet/agent-event.ts';
import type {PriceOf} from '../../core/money/prices.ts';
import type {Frame, Line} from '../../stream/parse-frame.ts';
import type {RunRequest, Translator} from '../runtime.ts';
import {createActivity} from './activity.ts';
import {cleanLine, type Fields, isStorable, rawText, toFields, toList} from './fields.ts';
import {readCancelRequest, readControlRequest} from './permissions.ts';
import {rateScope} from './plan.ts';
import {createProblemReader, settingsRequestId} from './problems.ts';
import {readRefusal, readResult, withRefusal} from './result.ts';
import {createSessionReader} from './session.ts';
import {readSystemFrame, remark} from './system-frames.ts';
import {createTextBlocks, type TextBlocks} from './text-blocks.ts';
import {createAskedTools} from './tools/asked-tools.ts';
import {readToolUse} from './tools/tools.ts';
import {readRateLimit} from './usage/rate-limit.ts';
import {createRunLedger, type RunLedger, type UsageReported} from './usage/run-ledger.ts';
import {createStreamedOutput, type StreamedOutput} from './usage/streamed-output.ts';
import {readInsertedText, readReplay, readToolResults} from './user-frames.ts';

/** Reads the frames of one run. Unknown frames are kept whole; broken ones are never an error. */
export class ClaudeTranslator implements Translator {
	readonly #request;
	readonly #ledger: RunLedger;
	readonly #session = createSessionReader();
	readonly #activity = createActivity();
	readonly #problems = createProblemReader();
	readonly #asked = createAskedTools();
	/** Streamed text by conversation: `undefined` is the main one, the others are subagents by tool call id. */
	readonly #texts = new Map<string | undefined, TextBlocks>();
	/** Estimates of streamed messages, by conversation as well. */
	readonly #streamed = new Map<string | undefined, StreamedOutput>();
	#cwd: string | undefined;
	/** The error category of the last API error message in this turn. */
	#apiError: string | undefined;
	#hasPrompt = false;
	/** The ids of messages that the program printed back. */
	readonly #replayed = new Set<unknown>();
	/** Why a hook of the program refused the prompt of this turn. */
	#refusal: string | undefined;

	constructor(request: RunRequest, priceOf: PriceOf) {
		this.#request = request;
		this.#ledger = createRunLedger(priceOf);
	}

	translate(line: Line): readonly RunEvent[] {
		if (line.kind === 'text') {
			// The last line usually has only escape sequences.
			return line.text.trim() === '' ? [] : [{type: 'line-printed', text: line.text}];
		}

		return this.#read(line.frame) ?? keepUnknown(line.frame);
	}

	/** Nothing is buffered. */
	finish(): readonly RunEvent[] {
		return [];
	}

	/** `undefined` for an unknown frame. A `switch` and not an object, because a type may be `constructor`. */
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
				this.#asked.ask(frame);
				return readControlRequest(frame, this.#cwd);
			case 'control_cancel_request':
				this.#asked.forget(frame);
				return readCancelRequest(frame);
			case 'control_response':
				return this.#readResponse(frame);
			case 'command_lifecycle':
				return this.#readLifecycle(frame);
			case 'conversation_reset':
				this.#ledger.reset();
				return remark('info', 'The conversation was reset.');
			case 'auth_status':
				return remark('error', frame.error);
			default:
				return ignoredTypes.has(frame.type) ? [] : undefined;
		}
	}

	#readStreamEvent(frame: Fields): readonly RunEvent[] {
		const event = toFields(frame.event);
		const parent = parentOf(frame);

		if (!event) {
			return [];
		}

		const texts = this.#textsOf(parent);
		const events = texts.readStreamEvent(event, parent);
		const usage = this.#countStreamEvent(event, parent);
		return usage ? [...events, usage] : events;
	}

	#countStreamEvent(event: Fields, parent: string | undefined): UsageReported | undefined {
		const message = this.#textsOf(parent).currentMessage();
		const streamed = this.#streamedOf(parent).readStreamEvent(event);
		const isMain = parent === undefined;

		switch (event.type) {
			case 'message_start':
				return this.#ledger.countMessage(toFields(event.message) ?? {}, {isMain, isFinal: false});
			case 'message_delta':
				return this.#ledger.countMessage({...message, usage: event.usage}, {isMain, isFinal: true});
			default:
				return this.#ledger.countStreamed(message?.id, streamed);
		}
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
			isToolUse(block) ? readToolUse(block, {cwd: this.#cwd, parent}) : texts.readWholeBlock(block, message, parent),
		);
		// For a streamed message the stream events have the newer figures.
		const usage = texts.hasStreamed(message.id)
			? undefined
			: this.#ledger.countMessage(message, {isMain: parent === undefined, isFinal: true});
		return usage ? [...events, usage] : events;
	}

	#readUser(frame: Fields): readonly RunEvent[] {
		if (frame.isReplay === true) {
			const kind = this.#hasPrompt ? 'message' : 'prompt';
			this.#hasPrompt = true;
			this.#replayed.add(frame.uuid);
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
				this.#ledger.setModel(cleanLine(frame.model, 100), cleanLine(frame.claude_code_version, 40));
				return [
					...this.#session.readInit(frame),
					{type: 'turn-started'},
					...this.#activity.setTurnState('working'),
					...this.#problems.readInit(frame),
				];
			case 'thinking_tokens':
				return this.#readThinking(frame);
			case 'hook_response':
				return this.#problems.readHook(frame);
			case 'session_state_changed':
				return this.#activity.readState(frame);
			case 'background_tasks_changed':
				return this.#activity.readTasks(frame);
			case 'informational':
				this.#refusal = readRefusal(frame) ?? this.#refusal;
				return readSystemFrame(frame);
			default:
				return readSystemFrame(frame);
		}
	}

	#readThinking(frame: Fields): readonly RunEvent[] {
		const tokens = this.#streamedOf(undefined).readThinking(frame);
		const usage = this.#ledger.countStreamed(this.#textsOf(undefined).currentMessage()?.id, tokens);
		return usage ? [usage] : [];
	}

	/** A local command such as `/help` is not printed back: that it is completed is the only receipt. */
	#readLifecycle({state, command_uuid: id}: Fields): readonly RunEvent[] {
		const messageId = cleanLine(id, 200);

		if (state !== 'completed' || messageId === undefined || this.#replayed.has(id)) {
			return [];
		}

		this.#hasPrompt = true;
		return [{type: 'message-delivered', messageId}];
	}

	#readResult(frame: Fields): readonly RunEvent[] {
		const refusal = this.#refusal;
		this.#refusal = undefined;
		const usage = this.#ledger.settleTurn(frame);
		return [
			...this.#session.readResult(frame),
			...(usage ? [usage] : []),
			{type: 'turn-ended', result: withRefusal(readResult(frame, this.#apiError), refusal)},
			...this.#activity.setTurnState('idle'),
		];
	}

	#readRateLimit(frame: Fields): readonly RunEvent[] | undefined {
		const limit = readRateLimit(frame);
		const scope = limit && rateScope(this.#request.credential, limit.window);
		return limit && scope && [{type: 'rate-limit-reported', limit, scope}];
	}

	/** The response to one of our requests. An older version does not know the request for the settings. */
	#readResponse(frame: Fields): readonly RunEvent[] {
		const response = toFields(frame.response);

		if (response?.request_id === settingsRequestId) {
			return this.#problems.readSettings(response);
		}

		return response?.subtype === 'error'
			? remark('warning', response.error)
			: this.#asked.readAnswer(frame, {cwd: this.#cwd, parent: undefined});
	}

	#streamedOf(parent: string | undefined): StreamedOutput {
		const streamed = this.#streamed.get(parent) ?? createStreamedOutput();
		this.#streamed.set(parent, streamed);
		return streamed;
	}

	#textsOf(parent: string | undefined): TextBlocks {
		const texts = this.#texts.get(parent) ?? createTextBlocks();
		this.#texts.set(parent, texts);
		return texts;
	}
}

/** Types of frames that are ignored. */
const ignoredTypes: ReadonlySet<unknown> = new Set([
	'active_goal',
	'keep_alive',
	'prompt_suggestion',
	'tool_progress',
	'tool_use_summary',
	'transcript_mirror',
]);

/** Keeps an unknown frame for the log, unless it is nested too deeply to be written as JSON. */
function keepUnknown(frame: Frame): readonly RunEvent[] {
	return isStorable(frame)
		? [{type: 'frame-kept', frame}]
		: remark('warning', 'A frame was nested too deeply and was not kept.');
}

function parentOf(frame: Fields): string | undefined {
	return cleanLine(frame.parent_tool_use_id, 100);
}

function isToolUse(block: Fields): boolean {
	return block.type === 'tool_use' || block.type === 'server_tool_use' || block.type === 'mcp_tool_use';
}
