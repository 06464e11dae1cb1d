import {type Script, say} from '../agent/script.ts';

/** For stories that the user adds to the demo. */
export const anyStory: Script = {
	story: 'any',
	steps: () => [
		say({
			thinking: 'I do not know this story. I read the repository first, then I say what I would do.',
			text: 'First I look at the repository.',
			tools: [
				{tool: 'Bash', command: 'git log --oneline -5 && ls src test', about: 'Look at the repository'},
				{tool: 'Read', path: 'src/cart.js'},
			],
		}),
		say({
			text: 'The tests run with Node alone, so I check that they pass before I change anything.',
			tools: [{tool: 'Bash', command: 'node --test', about: 'Run the tests'}],
		}),
		say({
			thinking: 'This is a demo without a model, so I should say that.',
			text: `Here is what I found:

- The shop is small: **five** modules, no dependencies.
- Its tests pass.

I am the demo agent and follow a script, so I stop here. A real agent program in \`towline.toml\` would now
work on this story.`,
		}),
	],
};
