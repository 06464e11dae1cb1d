import path from 'node:path';
import type {Reporter, TestCase, TestModule} from 'vitest/node';

/** Prints at the end of a run which tests passed only when they were tried again: each may hide a defect. */
export default class RetryReporter implements Reporter {
	onTestRunEnd(modules: readonly TestModule[]): void {
		const retried = modules.flatMap(module => [...module.children.allTests()].filter(wasRetried));

		if (retried.length > 0) {
			console.log(`Needed more than one try (${retried.length}):\n${retried.map(toLine).join('\n')}`);
		}
	}
}

function wasRetried(test: TestCase): boolean {
	return (test.diagnostic()?.retryCount ?? 0) > 0;
}

function toLine(test: TestCase): string {
	const state = test.result().state;
	const file = path.relative(process.cwd(), test.module.moduleId);
	return `  ${file} > ${test.fullName} (${state} after ${(test.diagnostic()?.retryCount ?? 0) + 1} tries)`;
}
