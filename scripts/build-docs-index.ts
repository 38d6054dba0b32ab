/**
 * Builds what the Docs panel searches, beside the editor's types: docs-tfjs.json from src/content/docs-tfjs.yaml, and docs-<lab>.json from the comments
 * on what the lab may import of `gradus` and from src/content/docs-lab.yaml. A name that a lab does not allow is not in its file.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { parse } from 'yaml';
import { z } from 'zod';
import { type DocEntry, docEntrySchema } from '#contract/docs.ts';
import type { Lab } from '#contract/lab.ts';
import { labs } from '#labs/index.ts';
import { gradusTypes } from './build-editor-types.ts';

const root = process.env['GRADUS_ROOT'] ?? process.cwd();

const opSchema = z.strictObject({
	call: z.string().optional(),
	does: z.string().min(8),
	shapes: z.string().optional(),
	example: z.string().min(8),
	words: z.string().optional(),
	/** False: there is no x.name(). */
	method: z.literal(false).optional(),
	/** True: there is no tf.name(x). */
	methodOnly: z.literal(true).optional(),
});
export type OpDoc = z.infer<typeof opSchema>;

const groupsSchema = z.array(z.strictObject({ title: z.string(), shapes: z.string(), ops: z.record(z.string(), opSchema) }));

export function writeDocsIndex(folder: string): void {
	writeFileSync(join(folder, 'docs-tfjs.json'), JSON.stringify(tfjsDocs()));
	for (const lab of labs) writeFileSync(join(folder, `docs-${lab.id}.json`), JSON.stringify([...gradusDocs(lab), ...labDocs()]));
}

function readContent(file: string): unknown {
	return parse(readFileSync(join(root, 'src/content', file), 'utf8'));
}

/** By name. */
export function tfjsOps(): ReadonlyMap<string, OpDoc> {
	return new Map(groupsSchema.parse(readContent('docs-tfjs.yaml')).flatMap(({ ops }) => Object.entries(ops)));
}

export function tfjsDocs(): DocEntry[] {
	return groupsSchema.parse(readContent('docs-tfjs.yaml')).flatMap(({ title, shapes, ops }) =>
		Object.entries(ops).map(([name, op]) =>
			docEntrySchema.parse({
				...{ name, from: 'tfjs', does: op.does, example: op.example, shapes: op.shapes ?? shapes },
				call: op.call ?? (op.methodOnly ? `x.${name}()` : `x.${name}(), tf.${name}(x)`),
				words: `${title} ${op.words ?? ''}`,
			}),
		),
	);
}

export function labDocs(): DocEntry[] {
	return z
		.array(z.record(z.string(), z.string()))
		.parse(readContent('docs-lab.yaml'))
		.map((entry) => docEntrySchema.parse({ from: 'lab', ...entry }));
}

/** Words of an entry that is a type: erased before a program runs, so each lab may have it. */
const TYPE = 'gradus type what is';

/** Every type of `gradus`, and of the values those that the lab allows: the declaration without its body, and its comment. */
export function gradusDocs(lab: Pick<Lab, 'allowedImports'>): DocEntry[] {
	const { gradus: allowed } = lab.allowedImports;
	const files = Object.entries(gradusTypes(lab)).map(([path, text]) => ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true));
	const exported = new Set(files.filter(({ fileName }) => fileName.endsWith('/gradus/index.d.ts')).flatMap(namesOf));
	const isOffered = ({ name, words }: DocEntry): boolean =>
		exported.has(name) && (allowed === '*' || words === TYPE || allowed.includes(name));
	return files
		.flatMap((file) => file.statements.flatMap((statement) => declarationOf(file, statement)))
		.filter((entry, at, all) => isOffered(entry) && all.findIndex(({ name }) => name === entry.name) === at);
}

function namesOf(file: ts.SourceFile): string[] {
	return file.statements.flatMap((statement) =>
		ts.isExportDeclaration(statement) && statement.exportClause && ts.isNamedExports(statement.exportClause)
			? statement.exportClause.elements.map(({ name }) => name.text)
			: [],
	);
}

function declarationOf(file: ts.SourceFile, statement: ts.Statement): DocEntry[] {
	const isNamed = ts.isFunctionDeclaration(statement) || ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement);
	const named = ts.isVariableStatement(statement) ? statement.declarationList.declarations[0]?.name : isNamed ? statement.name : undefined;
	if (named === undefined || !ts.isIdentifier(named)) return [];
	const call = statement
		.getText(file)
		.replace(/^(export |declare )+/, '')
		.replaceAll(/\n\t/g, '\n  ')
		.replaceAll('\t', '  ');
	const words = ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement) ? TYPE : 'gradus';
	return [docEntrySchema.parse({ name: named.text, from: 'gradus', call, does: commentOf(statement), words })];
}

function commentOf(statement: ts.Statement): string {
	const [doc] = ts.getJSDocCommentsAndTags(statement).filter(ts.isJSDoc);
	const text = doc === undefined ? '' : (ts.getTextOfJSDocComment(doc.comment) ?? '');
	return text.replaceAll(/\s+/g, ' ').trim();
}
