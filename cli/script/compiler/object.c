// Reading an ELF64 object; see the header.

#include "object.h"

#include <stdlib.h>
#include <string.h>

enum { HEADER_SIZE = 64, SECTION_SIZE = 64, SYMBOL_SIZE = 24, RELOCATION_SIZE = 24 };
enum { RELOCATABLE = 1 };
enum { SECTION_SYMBOLS = 2, SECTION_RELOCATIONS = 4, SECTION_ZEROED = 8 };
enum { INDEX_UNDEFINED = 0, INDEX_ABSOLUTE = 0xfff1, INDEX_COMMON = 0xfff2 };
enum { BINDING_WEAK = 2 };

/** What the file says of a section beyond what leaves here. */
struct raw_section {
  uint32_t name, type, link, info;
  uint64_t offset, size;
};

static uint64_t number(const unsigned char *at, int size) {
  uint64_t value = 0;
  for (int byte = size - 1; byte >= 0; byte--) {
    value = value << 8 | at[byte];
  }
  return value;
}

static uint32_t half(const unsigned char *at) {
  return (uint32_t)number(at, 2);
}

static uint32_t word(const unsigned char *at) {
  return (uint32_t)number(at, 4);
}

static uint64_t wide(const unsigned char *at) {
  return number(at, 8);
}

static bool is_within(uint64_t offset, uint64_t size, uint64_t whole) {
  return offset <= whole && size <= whole - offset;
}

/** The text at an offset of a table of texts; NULL where it isn't, or doesn't end there. */
static const char *text_at(struct mochi_bytes bytes, const struct raw_section *table, uint32_t offset) {
  const char *text = (const char *)bytes.start + table->offset;
  return table->type != SECTION_ZEROED && offset < table->size && memchr(text + offset, '\0', table->size - offset) != NULL ? text + offset : NULL;
}

static bool read_sections(struct mochi_bytes bytes, struct mochi_object *object, struct raw_section *raw, uint64_t table) {
  for (size_t at = 0; at < object->section_count; at++) {
    const unsigned char *entry = bytes.start + table + at * SECTION_SIZE;
    raw[at] = (struct raw_section){.name = word(entry), .type = word(entry + 4), .link = word(entry + 40), .info = word(entry + 44), .offset = wide(entry + 24), .size = wide(entry + 32)};
    bool is_zeroed = raw[at].type == SECTION_ZEROED;
    uint64_t align = wide(entry + 48);
    if ((!is_zeroed && !is_within(raw[at].offset, raw[at].size, bytes.size)) || raw[at].size > UINT32_MAX || align > UINT16_MAX) {
      return false;
    }
    object->sections[at] = (struct mochi_section){.flags = wide(entry + 8), .size = raw[at].size, .align = align == 0 ? 1 : align, .bytes = is_zeroed ? NULL : bytes.start + raw[at].offset};
  }
  uint32_t names = half(bytes.start + 62);
  for (size_t at = 0; at < object->section_count; at++) {
    const char *name = names < object->section_count ? text_at(bytes, &raw[names], raw[at].name) : NULL;
    object->sections[at].name = name == NULL ? "" : name;
  }
  return true;
}

static bool read_symbol(const unsigned char *entry, size_t section_count, struct mochi_symbol *symbol) {
  uint32_t section = half(entry + 6);
  *symbol = (struct mochi_symbol){.value = wide(entry + 8), .size = wide(entry + 16), .section = section};
  switch (section) {
    case INDEX_UNDEFINED:
      symbol->place = MOCHI_UNDEFINED;
      symbol->is_weak = entry[4] >> 4 == BINDING_WEAK;
      return true;
    case INDEX_ABSOLUTE:
      symbol->place = MOCHI_ABSOLUTE;
      return true;
    case INDEX_COMMON:
      symbol->place = MOCHI_COMMON;
      symbol->value += symbol->value == 0;
      return symbol->value <= UINT16_MAX && symbol->size <= UINT32_MAX;
    default:
      symbol->place = MOCHI_IN_SECTION;
      return section < section_count;
  }
}

static bool read_symbols(struct mochi_bytes bytes, struct mochi_object *object, const struct raw_section *raw) {
  const struct raw_section *table = NULL;
  for (size_t at = 0; at < object->section_count && table == NULL; at++) {
    table = raw[at].type == SECTION_SYMBOLS ? &raw[at] : NULL;
  }
  if (table == NULL) {
    return true;
  }
  object->symbol_count = table->size / SYMBOL_SIZE;
  object->symbols = calloc(object->symbol_count + 1, sizeof *object->symbols);
  bool is_read = object->symbols != NULL && table->link < object->section_count;
  for (size_t at = 0; is_read && at < object->symbol_count; at++) {
    const unsigned char *entry = bytes.start + table->offset + at * SYMBOL_SIZE;
    is_read = read_symbol(entry, object->section_count, &object->symbols[at]);
    object->symbols[at].name = text_at(bytes, &raw[table->link], word(entry));
    is_read = is_read && object->symbols[at].name != NULL;
  }
  return is_read;
}

static bool is_relocation_table(const struct mochi_object *object, const struct raw_section *raw) {
  return raw->type == SECTION_RELOCATIONS && raw->info < object->section_count && (object->sections[raw->info].flags & MOCHI_SECTION_ALLOC) != 0;
}

static bool read_relocations(struct mochi_bytes bytes, struct mochi_object *object, const struct raw_section *raw) {
  for (size_t at = 0; at < object->section_count; at++) {
    object->relocation_count += is_relocation_table(object, &raw[at]) ? raw[at].size / RELOCATION_SIZE : 0;
  }
  object->relocations = calloc(object->relocation_count + 1, sizeof *object->relocations);
  if (object->relocations == NULL) {
    return false;
  }
  struct mochi_relocation *next = object->relocations;
  for (size_t at = 0; at < object->section_count; at++) {
    size_t count = is_relocation_table(object, &raw[at]) ? raw[at].size / RELOCATION_SIZE : 0;
    for (size_t index = 0; index < count; index++) {
      const unsigned char *entry = bytes.start + raw[at].offset + index * RELOCATION_SIZE;
      *next = (struct mochi_relocation){.section = raw[at].info, .offset = wide(entry), .type = word(entry + 8), .symbol = word(entry + 12), .addend = (int64_t)wide(entry + 16)};
      const struct mochi_section *changed = &object->sections[next->section];
      if (next->symbol >= object->symbol_count || changed->bytes == NULL || next->offset >= changed->size) {
        return false;
      }
      next++;
    }
  }
  return true;
}

bool mochi_object_read(struct mochi_bytes bytes, struct mochi_object *object) {
  static const unsigned char start[] = {0x7f, 'E', 'L', 'F', 2, 1};
  *object = (struct mochi_object){0};
  if (bytes.start == NULL || bytes.size < HEADER_SIZE || memcmp(bytes.start, start, sizeof start) != 0) {
    return false;
  }
  object->is_relocatable = half(bytes.start + 16) == RELOCATABLE;
  object->machine = half(bytes.start + 18);
  object->section_count = half(bytes.start + 60);
  uint64_t table = wide(bytes.start + 40);
  if (half(bytes.start + 58) != SECTION_SIZE || !is_within(table, object->section_count * SECTION_SIZE, bytes.size)) {
    return false;
  }
  object->sections = calloc(object->section_count + 1, sizeof *object->sections);
  struct raw_section *raw = calloc(object->section_count + 1, sizeof *raw);
  bool is_read = object->sections != NULL && raw != NULL && read_sections(bytes, object, raw, table) && read_symbols(bytes, object, raw) && read_relocations(bytes, object, raw);
  free(raw);
  return is_read;
}
