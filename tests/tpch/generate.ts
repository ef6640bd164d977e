// Makes the eight tables of TPC-H, by the rules of its specification (4.2.3), at any scale.
//
// Enters: a scale (1 is 6 million line items) and a folder. Leaves: NAME.csv with a header for each
// table, the same bytes on every machine. The numbers come from a generator of ours, so the rows are
// not dbgen's: results are checked against another engine on the same files.
// tests/bench/tpch.mjs makes larger ones.

import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { COLORS, CONTAINERS, INSTRUCTIONS, MODES, NATIONS, PRIORITIES, REGIONS, SEGMENTS, TEXT, TYPES } from "./words.ts";

// ---------------------------------------------------------------- chance

/** Numbers from 0 to 2^32 − 1 (mulberry32). */
type Chance = () => number;

function newChance(seed: number): Chance {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}

/** A number from `low` to `high`, both included. */
function between(chance: Chance, low: number, high: number): number {
  return low + Math.floor((chance() / 4294967296) * (high - low + 1));
}

function oneOf(chance: Chance, items: readonly string[]): string {
  return items[between(chance, 0, items.length - 1)] as string;
}

function text(chance: Chance, least: number, most: number): string {
  const count = between(chance, least, most);
  let result = oneOf(chance, TEXT);
  for (let word = 1; word < count; word++) {
    result += ` ${oneOf(chance, TEXT)}`;
  }
  return result;
}

const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ";

function address(chance: Chance): string {
  let result = "x";
  for (let left = between(chance, 9, 30); left > 0; left--) {
    result += LETTERS[between(chance, 0, LETTERS.length - 1)] as string;
  }
  return `${result}x`;
}

function phone(chance: Chance, nation: number): string {
  return `${nation + 10}-${between(chance, 100, 999)}-${between(chance, 100, 999)}-${between(chance, 1000, 9999)}`;
}

function money(cents: number): string {
  const size = Math.abs(cents);
  return `${cents < 0 ? "-" : ""}${Math.floor(size / 100)}.${String(size % 100).padStart(2, "0")}`;
}

const number9 = (prefix: string, key: number): string => `${prefix}#${String(key).padStart(9, "0")}`;

// ---------------------------------------------------------------- dates

const DAY = 86_400_000;
const FIRST_DAY = Date.UTC(1992, 0, 1) / DAY;
const LAST_ORDER = Date.UTC(1998, 7, 2) / DAY - FIRST_DAY;
const CURRENT = Date.UTC(1995, 5, 17) / DAY - FIRST_DAY;

/** By days since 1992-01-01. */
const DATES: readonly string[] = Array.from({ length: LAST_ORDER + 160 }, (_, day) => new Date((FIRST_DAY + day) * DAY).toISOString().slice(0, 10));

function date(day: number): string {
  return DATES[day] as string;
}

// ---------------------------------------------------------------- tables

type Write = (line: string) => void;

function writeTable(folder: string, name: string, columns: string, rows: (write: Write) => void): void {
  const file = openSync(join(folder, `${name}.csv`), "w");
  const lines: string[] = [columns];
  const flush = (): void => {
    if (lines.length > 0) {
      writeSync(file, `${lines.join("\n")}\n`);
      lines.length = 0;
    }
  };
  rows((line) => {
    lines.push(line);
    if (lines.length === 20_000) {
      flush();
    }
  });
  flush();
  closeSync(file);
}

/** Supplier `index` (0 to 3) of a part. */
function supplierOf(part: number, index: number, suppliers: number): number {
  return ((part + index * (Math.floor(suppliers / 4) + Math.floor((part - 1) / suppliers))) % suppliers) + 1;
}

function retailCents(part: number): number {
  return 90_000 + (Math.floor(part / 10) % 20_001) + 100 * (part % 1000);
}

function supplierComment(chance: Chance, key: number): string {
  const said = key % 2000 === 7 ? "Complaints" : key % 2000 === 1007 ? "Recommends" : undefined;
  return said === undefined ? text(chance, 4, 12) : `${text(chance, 1, 3)} Customer ${text(chance, 1, 2)} ${said} ${text(chance, 1, 3)}`;
}

function writeSuppliers(folder: string, suppliers: number): void {
  const chance = newChance(1);
  writeTable(folder, "supplier", "s_suppkey,s_name,s_address,s_nationkey,s_phone,s_acctbal,s_comment", (write) => {
    for (let key = 1; key <= suppliers; key++) {
      const nation = between(chance, 0, 24);
      write(`${key},${number9("Supplier", key)},${address(chance)},${nation},${phone(chance, nation)},${money(between(chance, -99_999, 999_999))},${supplierComment(chance, key)}`);
    }
  });
}

function partName(chance: Chance): string {
  const chosen = new Set<string>();
  while (chosen.size < 5) {
    chosen.add(oneOf(chance, COLORS));
  }
  return [...chosen].join(" ");
}

function syllables(chance: Chance, lists: readonly (readonly string[])[]): string {
  return lists.map((list) => oneOf(chance, list)).join(" ");
}

function writeParts(folder: string, parts: number, suppliers: number): void {
  const chance = newChance(2);
  writeTable(folder, "part", "p_partkey,p_name,p_mfgr,p_brand,p_type,p_size,p_container,p_retailprice,p_comment", (write) => {
    for (let key = 1; key <= parts; key++) {
      const maker = between(chance, 1, 5);
      const brand = `${maker}${between(chance, 1, 5)}`;
      const kind = syllables(chance, TYPES);
      const size = between(chance, 1, 50);
      write(`${key},${partName(chance)},Manufacturer#${maker},Brand#${brand},${kind},${size},${syllables(chance, CONTAINERS)},${money(retailCents(key))},${text(chance, 1, 4)}`);
    }
  });
  const offers = newChance(3);
  writeTable(folder, "partsupp", "ps_partkey,ps_suppkey,ps_availqty,ps_supplycost,ps_comment", (write) => {
    for (let key = 1; key <= parts; key++) {
      for (let index = 0; index < 4; index++) {
        write(`${key},${supplierOf(key, index, suppliers)},${between(offers, 1, 9999)},${money(between(offers, 100, 100_000))},${text(offers, 6, 20)}`);
      }
    }
  });
}

function writeCustomers(folder: string, customers: number): void {
  const chance = newChance(4);
  writeTable(folder, "customer", "c_custkey,c_name,c_address,c_nationkey,c_phone,c_acctbal,c_mktsegment,c_comment", (write) => {
    for (let key = 1; key <= customers; key++) {
      const nation = between(chance, 0, 24);
      const balance = money(between(chance, -99_999, 999_999));
      write(`${key},${number9("Customer", key)},${address(chance)},${nation},${phone(chance, nation)},${balance},${oneOf(chance, SEGMENTS)},${text(chance, 4, 14)}`);
    }
  });
}

interface Sizes {
  readonly customers: number;
  readonly parts: number;
  readonly suppliers: number;
  readonly clerks: number;
}

function orderComment(chance: Chance): string {
  return between(chance, 0, 99) === 0 ? `${text(chance, 1, 3)} special ${text(chance, 1, 2)} requests ${text(chance, 1, 2)}` : text(chance, 3, 9);
}

/** Line items lie in a file of their own, but say what their order's state and price are. */
function writeOrders(folder: string, { customers, parts, suppliers, clerks }: Sizes): void {
  const chance = newChance(5);
  const items: string[] = [];
  const itemColumns =
    "l_orderkey,l_partkey,l_suppkey,l_linenumber,l_quantity,l_extendedprice,l_discount,l_tax,l_returnflag,l_linestatus,l_shipdate,l_commitdate,l_receiptdate,l_shipinstruct,l_shipmode,l_comment";
  const orderColumns = "o_orderkey,o_custkey,o_orderstatus,o_totalprice,o_orderdate,o_orderpriority,o_clerk,o_shippriority,o_comment";
  writeTable(folder, "lineitem", itemColumns, (writeItem) => {
    writeTable(folder, "orders", orderColumns, (write) => {
      for (let index = 0; index < customers * 10; index++) {
        // The first eight of each 32 keys are used.
        const key = Math.floor(index / 8) * 32 + (index % 8) + 1;
        let customer = between(chance, 1, customers);
        // A third of the customers orders nothing.
        while (customer % 3 === 0) {
          customer = between(chance, 1, customers);
        }
        const day = between(chance, 0, LAST_ORDER);
        const count = between(chance, 1, 7);
        let open = 0;
        let total = 0;
        items.length = 0;
        for (let line = 1; line <= count; line++) {
          const part = between(chance, 1, parts);
          const supplier = supplierOf(part, between(chance, 0, 3), suppliers);
          const quantity = between(chance, 1, 50);
          const price = quantity * retailCents(part);
          const discount = between(chance, 0, 10);
          const tax = between(chance, 0, 8);
          const shipped = day + between(chance, 1, 121);
          const promised = day + between(chance, 30, 90);
          const received = shipped + between(chance, 1, 30);
          const returned = received > CURRENT ? "N" : between(chance, 0, 1) === 0 ? "R" : "A";
          open += shipped > CURRENT ? 1 : 0;
          total += Math.round((price * (100 - discount) * (100 + tax)) / 10_000);
          const numbers = `${key},${part},${supplier},${line},${quantity},${money(price)},${money(discount)},${money(tax)}`;
          const days = `${returned},${shipped > CURRENT ? "O" : "F"},${date(shipped)},${date(promised)},${date(received)}`;
          items.push(`${numbers},${days},${oneOf(chance, INSTRUCTIONS)},${oneOf(chance, MODES)},${text(chance, 2, 5)}`);
        }
        const state = open === 0 ? "F" : open === count ? "O" : "P";
        const clerk = number9("Clerk", between(chance, 1, clerks));
        write(`${key},${customer},${state},${money(total)},${date(day)},${oneOf(chance, PRIORITIES)},${clerk},0,${orderComment(chance)}`);
        items.forEach(writeItem);
      }
    });
  });
}

export function generateTables(scale: number, folder: string): void {
  mkdirSync(folder, { recursive: true });
  const size = (atOne: number): number => Math.max(1, Math.round(atOne * scale));
  const suppliers = Math.max(4, size(10_000));
  const parts = size(200_000);
  const customers = Math.max(3, size(150_000));
  const chance = newChance(6);
  writeTable(folder, "region", "r_regionkey,r_name,r_comment", (write) => REGIONS.forEach((name, key) => write(`${key},${name},${text(chance, 4, 12)}`)));
  writeTable(folder, "nation", "n_nationkey,n_name,n_regionkey,n_comment", (write) => NATIONS.forEach(([name, region], key) => write(`${key},${name},${region},${text(chance, 4, 12)}`)));
  writeSuppliers(folder, suppliers);
  writeParts(folder, parts, suppliers);
  writeCustomers(folder, customers);
  writeOrders(folder, { customers, parts, suppliers, clerks: size(1000) });
}
