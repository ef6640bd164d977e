// Functions: comment, head, body; and the adapters that give a function another calling convention.

import type { IrFunction, IrVariable } from "../aotir/aotir.ts";
import { rootsOf, walkExpression, walkStatements } from "../aotir/walk.ts";
import { invariant } from "../source/invariant.ts";
import { lineOf, lineText } from "../source/source-file.ts";
import { cString } from "./c-text.ts";
import type { EmitContext, PendingAdapter } from "./context.ts";
import { descriptorName, functionName } from "./emit-data.ts";
import { emitBlock } from "./emit-statement.ts";
import { commentText, declarator, isVoid, resultType, slotType, structName, withName } from "./emit-type.ts";
import { declareVariable, type FunctionContext, newFunctionContext, variableName } from "./function-context.ts";
import { localName } from "./names.ts";

/** The declaration of a function, for calls that come before its definition. */
export function emitPrototype(cx: EmitContext, fn: IrFunction): void {
  const params = fn.params.map((param) => declarator(cx, param.type, "").trimEnd());
  const self = selfType(fn);
  cx.functions.line(`${head(cx, fn, self === undefined ? params : [self, ...params])};`);
}

/** The C type of what comes before the parameters. */
function selfType(fn: IrFunction): string | undefined {
  return fn.isTryBody === true ? "void *" : fn.self === undefined ? undefined : "mochi_function *";
}

function head(cx: EmitContext, fn: IrFunction, params: readonly string[]): string {
  const linkage = fn === cx.program.entry ? "" : "static ";
  return `${linkage}${withName(resultType(cx, fn.result), functionName(cx, fn))}(${params.join(", ") || "void"})`;
}

export function emitFunction(cx: EmitContext, fn: IrFunction): void {
  const fx = newFunctionContext(cx, fn, readVariables(fn));
  if (fx.framed) {
    fx.names.used.add("frame");
  }
  const params = fn.params.map((param) => declarator(cx, param.type, declareVariable(fx, param)));
  const self = openSelf(fx);
  fx.out.line("");
  fx.out.line(`// ${commentText(description(cx, fn))}`);
  fx.out.open(head(cx, fn, self === undefined ? params : [withName(self.type, self.param), ...params]));
  if (self !== undefined) {
    fx.out.line(self.first);
  }
  for (const param of fn.params) {
    if (!fx.read.has(param)) {
      fx.out.line(`(void)${variableName(fx, param)};`);
    }
  }
  if (fx.framed) {
    cx.headers.add("errors/frame.h");
    fx.out.line(`mochi_frame frame = { NULL, ${cString(fn.title)}, NULL };`);
    fx.out.line("mochi_frame_enter(&frame);");
  }
  emitBlock(fx, fn.body);
  if (fx.framed && isVoid(fn.result) && fn.body.statements[fn.body.statements.length - 1]?.kind !== "return") {
    fx.out.line("mochi_frame_leave(&frame);");
  }
  fx.out.close();
  cx.functions.append(fx.out);
  cx.emittedFunctions.add(fn);
}

/** A closure's code takes the function object, whose captures follow the head; the body of a `try` a struct of variables. */
function openSelf(fx: FunctionContext): { readonly type: string; readonly param: string; readonly first: string } | undefined {
  const { self } = fx.fn;
  const type = selfType(fx.fn);
  if (type === undefined) {
    return undefined;
  }
  const param = localName(fx.names, fx.fn.isTryBody === true ? "variables" : "function");
  if (self === undefined || !fx.read.has(self)) {
    return { type, param, first: `(void)${param};` };
  }
  invariant(self.type.kind === "struct", "a closure's self is a closure struct");
  const tag = structName(fx.cx, self.type.struct);
  const name = localName(fx.names, "captures");
  fx.variables.set(self, name);
  return { type, param, first: `struct ${tag} *${name} = (struct ${tag} *)${param};` };
}

/** Title and place, with the line where it begins when that says more. */
function description(cx: EmitContext, fn: IrFunction): string {
  const source = cx.files[fn.span.file];
  if (source === undefined || fn === cx.program.entry) {
    return fn === cx.program.entry ? "The program." : fn.title;
  }
  const line = lineOf(source, fn.span.start);
  const text = lineText(source, line).trim();
  const signature = /^(export\s+)?fun\b/.test(text) ? text.replace(/\s*\{.*$/, "") : "";
  const shown = signature === "" || fn.title.includes("<") || fn.title.includes(".") ? [fn.title, signature].filter((part) => part !== "").join(": ") : signature;
  return `${shown} (${source.path}:${line})`;
}

/** Variables whose value is used somewhere; assignments alone don't count. */
function readVariables(fn: IrFunction): ReadonlySet<IrVariable> {
  const read = new Set<IrVariable>();
  walkStatements(fn.body, (statement) => {
    for (const root of rootsOf(statement)) {
      walkExpression(root, (node) => {
        if (node.kind === "variable" || node.kind === "address" || node.kind === "keep") {
          read.add(node.variable);
        }
      });
    }
    if (statement.kind === "for") {
      read.add(statement.variable);
    }
  });
  return read;
}

/** A function value's code, or a method with boxed arguments. */
export function emitAdapter(cx: EmitContext, pending: PendingAdapter): void {
  const out = cx.functions;
  const fn = pending.function;
  const target = functionName(cx, fn);
  const { method } = pending;
  out.line("");
  if (method === undefined) {
    out.line(`// ${commentText(fn.title)} as a value.`);
    out.open(pending.head);
    out.line("(void)self;");
    const call = `${target}(${fn.params.map((_, index) => `a${index + 1}`).join(", ")})`;
    out.line(isVoid(fn.result) ? `${call};` : `return ${call};`);
    out.close();
    return;
  }
  out.line(`// ${commentText(fn.title)} with boxed arguments.`);
  out.open(pending.head);
  const args = ["receiver"];
  method.params.forEach((param, index) => {
    const name = `a${index + 1}`;
    args.push(name);
    out.line(`${withName(slotType(cx, param), name)};`);
    out.line(`mochi_any_to(arguments[${index}], &${name}, &${descriptorName(cx, param)}, site);`);
  });
  if (method.params.length === 0) {
    out.line("(void)arguments;");
    out.line("(void)site;");
  }
  const call = `${target}(${args.join(", ")})`;
  if (isVoid(fn.result)) {
    out.line(`${call};`);
    out.line("return mochi_any_nil();");
  } else {
    out.line(`${withName(slotType(cx, method.result), "value")} = ${call};`);
    out.line(`return mochi_any_from(&value, &${descriptorName(cx, method.result)});`);
  }
  out.close();
}
