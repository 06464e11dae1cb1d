import {type Fields, rawText, toCount, toFields} from '../fields.ts';

/** Estimates the output tokens of a message while it is streamed: the API tells them only at its end. */
export type StreamedOutput = {
	/** Reads an API stream event. Returns the message's tokens so far, if they have grown enough to be reported. */
	readStreamEvent(event: Fields): number | undefined;
	/** Reads `system/thinking_tokens`, which comes also while the text of the thinking is hidden. */
	readThinking(frame: Fields): number | undefined;
};

/** English text and source code have about this many characters a token. */
const charactersPerToken = 4;
/** Each report is a stored fact, so small steps are not reported: at least this many tokens, and this share. */
const leastStep = 50;
const leastShare = 0.1;

export function createStreamedOutput(): StreamedOutput {
	let characters = 0;
	let thinkingCharacters = 0;
	let thinkingTokens = 0;
	let reported = 0;

	const reportIfDue = (): number | undefined => {
		const thinking = Math.max(thinkingTokens, thinkingCharacters / charactersPerToken);
		const tokens = Math.ceil(characters / charactersPerToken + thinking);

		if (tokens < reported + Math.max(leastStep, reported * leastShare)) {
			return undefined;
		}

		reported = tokens;
		return tokens;
	};

	return {
		readStreamEvent(event) {
			if (event.type === 'message_start') {
				characters = 0;
				thinkingCharacters = 0;
				thinkingTokens = 0;
				reported = 0;
			}

			if (event.type !== 'content_block_delta') {
				return undefined;
			}

			const delta = toFields(event.delta);
			characters += (rawText(delta?.text) ?? rawText(delta?.partial_json) ?? '').length;
			thinkingCharacters += (rawText(delta?.thinking) ?? '').length;
			return reportIfDue();
		},
		readThinking(frame) {
			thinkingTokens += toCount(frame.estimated_tokens_delta);
			return reportIfDue();
		},
	};
}
