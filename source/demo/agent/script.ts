/** A tool the agent uses. Paths are relative to the folder it works in. */
export type ToolCall =
	| {readonly tool: 'Read'; readonly path: string}
	| {readonly tool: 'Write'; readonly path: string; readonly content: string}
	| {readonly tool: 'Edit'; readonly path: string; readonly from: string; readonly to: string}
	| {
			readonly tool: 'Bash';
			readonly command: string;
			readonly about: string;
			/** Needs a permission first. */
			readonly asks?: boolean;
	  }
	/** A subagent: what it says and does comes back marked with this call. */
	| {readonly tool: 'Agent'; readonly about: string; readonly prompt: string; readonly steps: readonly SayStep[]};

/** One message of the model, and the tools it calls. */
export type SayStep = {
	readonly kind: 'say';
	readonly thinking?: string;
	/** Markdown. */
	readonly text?: string;
	readonly tools?: readonly ToolCall[];
	/** Only said after that answer to the last permission that was asked. */
	readonly when?: 'allowed' | 'denied';
};

/** What happens next in a story. */
export type Step =
	| SayStep
	/** The API refuses that many times in a row, then takes the request. */
	| {readonly kind: 'retry'; readonly attempts: number; readonly status: number; readonly error: string}
	/** The account's five-hour window is used up for that long; passed over once it has opened again. */
	| {readonly kind: 'limit'; readonly seconds: number}
	/** The API refuses for good, and the turn ends with it. */
	| {
			readonly kind: 'refusal';
			readonly status: number;
			readonly error: string;
			readonly text: string;
			readonly terminalReason: string;
	  };

/** What the agent does on one story, from its start to its end. */
export type Script = {
	/** The story's id, or `any` for the one that fits every story. */
	readonly story: string;
	/** `speed` is how many times faster than a real agent it goes, for steps that would take long by themselves. */
	steps(speed: number): readonly Step[];
	/** A resumed session goes on at this step at the earliest, so that what is resumed also ends soon. */
	readonly resumesAt?: number;
};

/** A step, said shortly. */
export function say(step: Omit<SayStep, 'kind'>): SayStep {
	return {kind: 'say', ...step};
}
