// SPDX-License-Identifier: GPL-3.0-or-later
// Every text that the console shows stands in src/texts.ts (and what it holds: commands.ts, words.ts), so
// that a translation is one file. Looked for in the syntax tree of every page: words between tags,
// words in an attribute that is read or read out, and words in braces.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const read = new Set(['label', 'title', 'placeholder', 'description', 'alt', 'aria-label', 'lead', 'text', 'yes', 'legend', 'empty', 'help', 'any', 'none', 'error']);
const isWord = (text: string): boolean => /\p{L}{2,}/u.test(text);

// "12: Save" for each text that stands in the page itself.
function shownTexts(source: string): string[] {
  const file = ts.createSourceFile('page.tsx', source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const out: string[] = [];
  const note = (node: ts.Node, text: string): void => {
    if (isWord(text)) out.push(`${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}: ${text.trim()}`);
  };
  // The literals that an expression may come to: its own, those of its branches and its parts.
  const literals = (node: ts.Node): void => {
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) note(node, node.text);
    else if (ts.isTemplateExpression(node)) for (const part of [node.head, ...node.templateSpans.map((one) => one.literal)]) note(part, part.text);
    else if (ts.isConditionalExpression(node)) for (const part of [node.whenTrue, node.whenFalse]) literals(part);
    else if (ts.isParenthesizedExpression(node)) literals(node.expression);
    else if (ts.isBinaryExpression(node) && [ts.SyntaxKind.QuestionQuestionToken, ts.SyntaxKind.BarBarToken, ts.SyntaxKind.PlusToken].includes(node.operatorToken.kind)) for (const part of [node.left, node.right]) literals(part);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node)) note(node, node.text);
    if (ts.isJsxExpression(node) && node.expression && !ts.isJsxAttribute(node.parent)) literals(node.expression);
    if (ts.isJsxAttribute(node) && read.has(node.name.getText()) && node.initializer) {
      if (ts.isStringLiteral(node.initializer)) note(node.initializer, node.initializer.text);
      else if (ts.isJsxExpression(node.initializer) && node.initializer.expression) literals(node.initializer.expression);
    }
    if (ts.isPropertyAssignment(node) && ['label', 'title'].includes(node.name.getText())) literals(node.initializer);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return out;
}

const root = fileURLToPath(new URL('../src/', import.meta.url));
const pages = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.tsx'));

describe('texts', () => {
  it('are found where they stand in a page', () => {
    expect(shownTexts('const a = <p>Save it</p>;')).toEqual(['1: Save it']);
    expect(shownTexts('const a = <b title="Save it" className="row wide">{t.save}</b>;')).toEqual(['1: Save it']);
    expect(shownTexts('const a = <b>{done ? "Saved" : `${n} rows`}</b>;')).toEqual(['1: Saved', '1: rows']);
    expect(shownTexts('const a = [{ title: "Name", cell: (one) => one.name }];')).toEqual(['1: Name']);
    expect(shownTexts('const a = <b id="x" role="row">{t.a} · {n}</b>;')).toEqual([]);
  });

  it('stand in one file, and not in the pages', () => {
    expect(pages.length).toBeGreaterThan(60);
    const found = pages.flatMap((name) => shownTexts(readFileSync(root + name, 'utf8')).map((text) => `${name}:${text}`));
    expect(found).toEqual([]);
  });
});
