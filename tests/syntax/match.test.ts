// Match arms: where they begin, what their patterns are, and what stands behind `=>` (decisions §6).

import { testErrors, testTrees } from "./parse-text.ts";

testTrees("patterns", [
  ["let r = match x { 1 => a _ => b }", "(let r (match x (1 => a) (_ => b)))"],
  ["let r = match x { -1 => a, -2.5 => b, -3n => c }", "(let r (match x (-1 => a) (-2.5 => b) (-3n => c)))"],
  ["let r = match x { none => a n => n }", "(let r (match x (none => a) (n => n)))"],
  ["let r = match t { Node(l, Leaf, 0) => l Leaf => 0 }", "(let r (match t (Node(l, Leaf, 0) => l) (Leaf => 0)))"],
  ["let r = match t { Node(left: Leaf, value: v) => v }", "(let r (match t (Node(left: Leaf, value: v) => v)))"],
  ["let r = match t { geo.P(a) => a geo.Q() => b }", "(let r (match t (geo.P(a) => a) (geo.Q() => b)))"],
  ["let r = match xs { [] => 0, [a] => a, [first, ...rest] => first }", "(let r (match xs ([] => 0) ([a] => a) ([first, ...rest] => first)))"],
  ["let r = match x { 1 | 2 => a, A(b) | C(b) => b }", "(let r (match x (1 | 2 => a) (A(b) | C(b) => b)))"],
  ["let r = match x { n if n > 1 => a, (3) => b }", "(let r (match x (n if (> n 1) => a) (3 => b)))"],
  ["let r = match x { \"a\" => 1 true => 2 5s => 3 }", "(let r (match x (\"a\" => 1) (true => 2) (5s => 3)))"],
]);

testTrees("where an arm begins", [
  ["let r = match x {\n 0 => a\n -1 => b\n}", "(let r (match x (0 => a) (-1 => b)))"],
  ["let r = match x {\n 0 => a\n - b\n}", "(let r (match x (0 => (- a b))))"],
  ["let r = match x {\n [] => a\n [y] => b\n}", "(let r (match x ([] => a) ([y] => b)))"],
  ["let r = match x {\n 0 => a\n [y]\n}", "(let r (match x (0 => ([] a y))))"],
  ["let r = match x {\n 0 => a\n (p) => b\n}", "(let r (match x (0 => a) (p => b)))"],
  ["let r = match x {\n 0 => a\n (p) if c => b\n}", "(let r (match x (0 => a) (p if c => b)))"],
  ["let r = match x {\n 0 => a\n (p)\n}", "(let r (match x (0 => (call a p))))"],
  ["let r = match x {\n 0 => f(a,\n -1)\n none => b\n}", "(let r (match x (0 => (call f a (- 1))) (none => b)))"],
  ["let r = match x {\n 0 => fun(y) => y\n -1 => b\n}", "(let r (match x (0 => (fun(y) y)) (-1 => b)))"],
  ["let r = match x {\n 0 => match y { 1 => a }\n [z] => b\n}", "(let r (match x (0 => (match y (1 => a))) ([z] => b)))"],
  ["let r = match x { 0 => a, -1 => b }", "(let r (match x (0 => a) (-1 => b)))"],
  ["let r = match x { 0 => a -1 }", "(let r (match x (0 => (- a 1))))"],
]);

testTrees("what follows the arrow", [
  ["let r = match x { 0 => {} }", "(let r (match x (0 => {})))"],
  ["let r = match x { 0 => {a: 1} }", "(let r (match x (0 => {a: 1})))"],
  ["let r = match x { 0 => {f(1): 2} }", "(let r (match x (0 => {(call f 1): 2})))"],
  ["let r = match x { 0 => { f() } }", "(let r (match x (0 => {(call f)})))"],
  ["let r = match x { 0 => { let y = 1 y + 1 } }", "(let r (match x (0 => {(let y 1) (+ y 1)})))"],
  ["let r = match x { 0 => { y } }", "(let r (match x (0 => {y})))"],
  ["let r = match x { 0 => { y = 1 } }", "(let r (match x (0 => {(= y 1)})))"],
  ["let r = match x { 0 => { if c { f() } } 1 => 2 }", "(let r (match x (0 => {(if c {(call f)})}) (1 => 2)))"],
  ["let r = match x { 0 => { match y { 1 => { 2 } } } }", "(let r (match x (0 => {(match y (1 => {2}))})))"],
  ["let r = match x { 0 => {a: 1}.a }", "(let r (match x (0 => (. {a: 1} a))))"],
  ["let r = match x { 0 => ({a, b}) }", "(let r (match x (0 => (paren {a, b,}))))"],
]);

testErrors("mistakes in arms", [
  ["let r = match x { 0 => }", "P061 1:19"],
  ["let r = match x { 0 =>, 1 => 2 }", "P061 1:19"],
  ["let r = match x { 1 + 2 => 3 _ => 4 }", "P063 1:19"],
  ["let r = match x { p.x => 3 _ => 4 }", "P063 1:19"],
  ["let r = match x { xs[0] => 3, f(1)(2) => 4 }", "P063 1:19", "P063 1:31"],
  ["let r = match x { 0 => {a, b} }", "P090 1:24"],
  ["let r = match x { 0 1 }", "P011 1:21"],
  ["let r = match x { 0 => { y z } }", "P065 1:26"],
  ["let r = match x { [...a, b] => 1 }", "P088 1:23"],
]);
