/** A scripted tool call. Paths are relative to the agent's folder. */
export type ToolCall =
	| {readonly tool: 'Read'; readonly path: string}
	| {readonly tool: 'Write'; readonly path: string; readonly content: string}
	| {readonly tool: 'Edit'; readonly path: string; readonly from: string; readonly to: string}
	| {
			readonly tool: 'Bash';
			readonly command: string;
			readonly about: string;
			/** Asks for permission first. */
			readonly asks?: boolean;
	  }
	/** A subagent: its messages and tools are marked with the id of this call. */
	| {readonly tool: 'Agent'; readonly about: string; readonly prompt: string; readonly steps: readonly SayStep[]};

/** One message of the model and its tool calls. */
export type SayStep = {
	readonly kind: 'say';
	readonly thinking?: string;
	/** Markdown. */
	readonly text?: string;
	readonly tools?: readonly ToolCall[];
	/** Played only if the last permission request was answered like this. */
	readonly when?: 'allowed' | 'denied';
};

/** One step of a script. */
export type Step =
	| SayStep
	/** The API fails `attempts` times in a row, then accepts the request. */
	| {readonly kind: 'retry'; readonly attempts: number; readonly status: number; readonly error: string}
	/** The five-hour rate limit is reached and resets after `seconds`; skipped once it has reset. */
	| {readonly kind: 'limit'; readonly seconds: number}
	/** The API rejects the request, which ends the turn. */
	| {
			readonly kind: 'refusal';
			readonly status: number;
			readonly error: string;
			readonly text: string;
			readonly terminalReason: string;
	  };

/** What the agent does on one story. */
export type Script = {
	/** The story's id; `any` for stories without a script. */
	readonly story: string;
	/** `speed` shortens steps that run long commands; see `Pace`. */
	steps(speed: number): readonly Step[];
	/** A resumed session continues at this step or later, so that it ends soon. */
	readonly resumesAt?: number;
};

/** Creates a message step. */
export function say(step: Omit<SayStep, 'kind'>): SayStep {
	return {kind: 'say', ...step};
}
