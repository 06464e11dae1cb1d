import {TowlineError} from '../../core/errors.ts';
import {formatCount, formatUsd} from '../../core/format.ts';
import {type CostBy, type CostLine, costBy} from '../../core/money/ledger.ts';
import {addUsage, noUsage, tokensIn} from '../../core/money/token-usage.ts';
import {toSafeJson} from '../../stream/safe-json.ts';
import {toOneLine} from '../../stream/sanitize.ts';
import {type CommandHandler, textOption} from '../invocation.ts';
import {formatDay} from './past-time.ts';
import {readLedger} from './read-ledger.ts';

const columns: readonly CostBy[] = ['story', 'agent', 'model', 'day'];

/** `towline cost`: the ledger, summed by story, agent, model or day. */
export const run: CommandHandler = async invocation => {
	const by = columns.find(name => name === (textOption(invocation, 'by') ?? 'story'));

	if (!by) {
		throw new TowlineError('USAGE', `Costs cannot be grouped by "${textOption(invocation, 'by')}".`, {
			hint: `Use --by ${columns.join(', ')}.`,
		});
	}

	const lines = costBy(await readLedger(invocation), by, formatDay);
	await invocation.print(invocation.options.json ? toSafeJson(lines.map(toJson), '\t') : formatLines(lines, by));
	return 0;
};

function toJson({key, usage, isEstimate, runs}: CostLine) {
	const {costUsd, ...tokens} = usage;
	return {key, runs, tokens, costUsd: costUsd ?? null, costIsEstimate: isEstimate};
}

function formatLines(lines: readonly CostLine[], by: CostBy): string {
	if (lines.length === 0) {
		return 'No costs yet.';
	}

	const total: CostLine = {
		key: 'total',
		usage: lines.reduce((sum, {usage}) => addUsage(sum, usage), noUsage),
		isEstimate: lines.some(({isEstimate}) => isEstimate),
		runs: 0,
	};
	const cells = [
		[by.toUpperCase(), 'TOKENS IN', 'OUT', 'COST'],
		...[...lines, total].map(({key, usage, isEstimate}) => [
			toOneLine(key),
			formatCount(tokensIn(usage)),
			formatCount(usage.output),
			formatUsd(usage.costUsd, isEstimate),
		]),
	];
	const widths = [0, 1, 2, 3].map(column => Math.max(...cells.map(cell => cell[column]?.length ?? 0)));
	return cells.map(cell => cell.map((text, column) => pad(text, widths[column] ?? 0, column)).join('  ')).join('\n');
}

function pad(text: string, width: number, column: number): string {
	return column === 0 ? text.padEnd(width) : text.padStart(width);
}
