import type {StoryId} from '../ids.ts';

/** A unit of work: one Markdown file with front matter. */
export type Story = {
	readonly id: StoryId;
	/** From the front matter, or the id. */
	readonly title: string;
	/** The configured agent it asks for; `undefined`: the first one. */
	readonly agent: string | undefined;
	/** Starts when these are completed. */
	readonly after: readonly StoryId[];
	/** Higher starts first. */
	readonly priority: number;
	/** `undefined`: the project's `story_budget_usd`. */
	readonly budgetUsd: number | undefined;
	/** The Markdown below the front matter: what the prompt's `story.body` becomes. */
	readonly body: string;
	/** Absolute path of the file. */
	readonly file: string;
};

/** A story file that cannot be used, and why: file, line where known, what was expected. */
export type RefusedStory = {readonly id: StoryId | undefined; readonly file: string; readonly reason: string};
