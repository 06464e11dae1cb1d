import {createPriceOf} from '../core/money/prices.ts';
import {createDialog} from './claude-code/dialog.ts';
import {openSessionsOf} from './claude-code/open-sessions.ts';
import {loginOf, planRun, program} from './claude-code/plan.ts';
import {ClaudeTranslator} from './claude-code/translator.ts';
import type {Runtime} from './runtime.ts';

/** Anthropic's Claude Code: stream-json frames, output through a PTY and input through a FIFO. */
export const claudeCode: Runtime = {
	name: 'claude-code',
	title: 'Claude Code',
	command: program,
	versions: {oldest: '2.1.94', oldestTried: '2.1.197', newestTried: '2.1.330'},
	updateHint: 'Update it with `claude update`, or with npm if you installed it that way.',
	loginHint: 'Run `claude` once and type /login, or set ANTHROPIC_API_KEY.',
	reportsResults: true,
	plan: planRun,
	createTranslator: (request, priceOf = createPriceOf()) => new ClaudeTranslator(request, priceOf),
	createDialog,
	loginOf,
	openSessionsOf,
};
