// One relocation: the bytes of a section are changed so that they mean an address.
// Enters: where (`at` in `view`, which will be loaded at `place`), what (a symbol's address plus an
// addend, or the slot of the offset table that holds it). Leaves: true, or false when the type is
// unknown or the distance doesn't fit; then the object can't be linked here.
// The formulas: System V ABI, AMD64 supplement §4.4 (S + A − P and its like); ELF for the Arm 64-bit
// Architecture §5.7. Addresses of static programs of ours are small: plain numbers hold them exactly.

export const MACHINE_X86_64 = 62;
export const MACHINE_AARCH64 = 183;

export interface Fixup {
  readonly view: DataView;
  readonly at: number;
  /** Address of the bytes to change. */
  readonly place: number;
  /** S + A. */
  readonly target: number;
  /** Address of the entry of the offset table that holds S, for relocations that need one. */
  readonly slot: number;
  readonly addend: number;
}

function isSigned(value: number, bits: number): boolean {
  return value >= -(2 ** (bits - 1)) && value < 2 ** (bits - 1);
}

function setSigned32({ view, at }: Fixup, value: number): boolean {
  view.setInt32(at, value, true);
  return isSigned(value, 32);
}

function setUnsigned32({ view, at }: Fixup, value: number): boolean {
  view.setUint32(at, value, true);
  return value >= 0 && value < 2 ** 32;
}

function setWide({ view, at }: Fixup, value: number): boolean {
  view.setBigInt64(at, BigInt(value), true);
  return true;
}

const X86_64: Readonly<Record<number, (fixup: Fixup) => boolean>> = {
  1: (fixup) => setWide(fixup, fixup.target), // 64
  2: (fixup) => setSigned32(fixup, fixup.target - fixup.place), // PC32
  4: (fixup) => setSigned32(fixup, fixup.target - fixup.place), // PLT32: everything is called directly
  9: (fixup) => setSigned32(fixup, fixup.slot + fixup.addend - fixup.place), // GOTPCREL
  10: (fixup) => setUnsigned32(fixup, fixup.target), // 32
  11: (fixup) => setSigned32(fixup, fixup.target), // 32S
  24: (fixup) => setWide(fixup, fixup.target - fixup.place), // PC64
  41: (fixup) => setSigned32(fixup, fixup.slot + fixup.addend - fixup.place), // GOTPCRELX
  42: (fixup) => setSigned32(fixup, fixup.slot + fixup.addend - fixup.place), // REX_GOTPCRELX
};

/** Puts `bits` of a value into an instruction at `shift`. */
function insert({ view, at }: Fixup, value: number, shift: number, bits: number): boolean {
  const mask = (2 ** bits - 1) * 2 ** shift;
  const field = (((value % 2 ** bits) + 2 ** bits) % 2 ** bits) * 2 ** shift;
  view.setUint32(at, ((view.getUint32(at, true) & ~mask) | field) >>> 0, true);
  return true;
}

/** `adrp`: the distance in pages of 4 KiB, split into two fields. */
function insertPage(fixup: Fixup, target: number): boolean {
  const pages = Math.floor(target / 4096) - Math.floor(fixup.place / 4096);
  insert(fixup, pages, 29, 2);
  insert(fixup, Math.floor(pages / 4), 5, 19);
  return isSigned(pages, 21);
}

function insertBranch(fixup: Fixup): boolean {
  const distance = fixup.target - fixup.place;
  insert(fixup, distance / 4, 0, 26);
  return distance % 4 === 0 && isSigned(distance / 4, 26);
}

/** The low 12 bits of an address, as loads and stores of `size` bytes count them. */
function insertLow(fixup: Fixup, target: number, size: number): boolean {
  const low = ((target % 4096) + 4096) % 4096;
  return low % size === 0 && insert(fixup, low / size, 10, 12);
}

/** A load of the offset table's entry becomes the address itself: with all of the program within reach there is no table. */
function insertAddress(fixup: Fixup): boolean {
  const { view, at } = fixup;
  view.setUint32(at, (0x91000000 | (view.getUint32(at, true) & 0x3ff)) >>> 0, true); // add Xd, Xn
  return insertLow(fixup, fixup.target, 1);
}

const AARCH64: Readonly<Record<number, (fixup: Fixup) => boolean>> = {
  257: (fixup) => setWide(fixup, fixup.target), // ABS64
  258: (fixup) => setUnsigned32(fixup, fixup.target), // ABS32
  260: (fixup) => setWide(fixup, fixup.target - fixup.place), // PREL64
  261: (fixup) => setSigned32(fixup, fixup.target - fixup.place), // PREL32
  264: (fixup) => insert(fixup, fixup.target, 5, 16), // MOVW_UABS_G0_NC
  266: (fixup) => insert(fixup, Math.floor(fixup.target / 2 ** 16), 5, 16), // MOVW_UABS_G1_NC
  268: (fixup) => insert(fixup, Math.floor(fixup.target / 2 ** 32), 5, 16), // MOVW_UABS_G2_NC
  269: (fixup) => insert(fixup, Math.floor(fixup.target / 2 ** 48), 5, 16), // MOVW_UABS_G3
  275: (fixup) => insertPage(fixup, fixup.target), // ADR_PREL_PG_HI21
  277: (fixup) => insertLow(fixup, fixup.target, 1), // ADD_ABS_LO12_NC
  278: (fixup) => insertLow(fixup, fixup.target, 1), // LDST8_ABS_LO12_NC
  282: insertBranch, // JUMP26
  283: insertBranch, // CALL26
  284: (fixup) => insertLow(fixup, fixup.target, 2), // LDST16_ABS_LO12_NC
  285: (fixup) => insertLow(fixup, fixup.target, 4), // LDST32_ABS_LO12_NC
  286: (fixup) => insertLow(fixup, fixup.target, 8), // LDST64_ABS_LO12_NC
  299: (fixup) => insertLow(fixup, fixup.target, 16), // LDST128_ABS_LO12_NC
  311: (fixup) => insertPage(fixup, fixup.target), // ADR_GOT_PAGE
  312: insertAddress, // LD64_GOT_LO12_NC
};

/** Does that type go through the offset table? */
export function needsSlot(machine: number, type: number): boolean {
  return machine === MACHINE_X86_64 && (type === 9 || type === 41 || type === 42);
}

/** Applies a relocation of that type; false: not one that we know, or out of reach. */
export function relocate(machine: number, type: number, fixup: Fixup): boolean {
  const table = machine === MACHINE_X86_64 ? X86_64 : machine === MACHINE_AARCH64 ? AARCH64 : {};
  return table[type]?.(fixup) ?? false;
}
