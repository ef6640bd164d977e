// The linker of script mode; see the header.

#include "link.h"

#include "relocate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/** What the parts of the file are aligned to. */
enum { PAGE = 4096 };

enum { HEADER_SIZE = 64, PROGRAM_HEADER_SIZE = 56 };
enum { HEADER_LOAD = 1, HEADER_THREAD_LOCAL = 7, HEADER_STACK = 0x6474e551 };

enum part { CODE, CONSTANTS, DATA, PARTS, NOT_LOADED };

/** The read, write and execute bits of each part. */
static const uint32_t part_flags[PARTS] = {[CODE] = 5, [CONSTANTS] = 4, [DATA] = 6};

struct link {
  const struct mochi_image *image;
  const struct mochi_object *object;
  const struct mochi_link_choices *choices;
  /** Address of each section of the object; 0 where it isn't loaded. */
  uint64_t *sections;
  /** Address of each symbol that had no place of its own. */
  uint64_t *commons;
  /** Address of each symbol's entry in the offset table, which lies among the constants; 0: it has none. */
  uint64_t *slots;
  /** Address of the runs file's name among the constants. */
  uint64_t text;
  size_t segment_count;
  struct mochi_segment segments[PARTS];
  struct mochi_bytes file;
  char why[512];
};

static bool refuse(struct link *link, const char *before, const char *name, const char *after) {
  snprintf(link->why, sizeof link->why, "%s%s%s", before, name, after);
  return false;
}

static uint64_t align_to(uint64_t value, uint64_t to) {
  return (value + to - 1) / to * to;
}

static void put64(unsigned char *at, uint64_t value) {
  for (int byte = 0; byte < 8; byte++) {
    at[byte] = (unsigned char)(value >> 8 * byte);
  }
}

static void put32(unsigned char *at, uint32_t value) {
  for (int byte = 0; byte < 4; byte++) {
    at[byte] = (unsigned char)(value >> 8 * byte);
  }
}

// ---------------------------------------------------------------- layout

static enum part part_of(const struct mochi_section *section) {
  if ((section->flags & MOCHI_SECTION_ALLOC) == 0 || section->size == 0) {
    return NOT_LOADED;
  }
  return (section->flags & MOCHI_SECTION_EXECUTE) != 0 ? CODE : (section->flags & MOCHI_SECTION_WRITE) != 0 ? DATA : CONSTANTS;
}

/** Room of that size and alignment at the end. */
static uint64_t take_room(uint64_t *end, uint64_t size, uint64_t align) {
  uint64_t at = align_to(*end, align);
  *end = at + size;
  return at;
}

/** Gives the part's sections that are, or aren't, zeroed their addresses. */
static void place_sections(struct link *link, enum part part, bool is_zeroed, uint64_t *end) {
  for (size_t at = 0; at < link->object->section_count; at++) {
    const struct mochi_section *section = &link->object->sections[at];
    if (part_of(section) == part && (section->bytes == NULL) == is_zeroed) {
      link->sections[at] = take_room(end, section->size, section->align);
    }
  }
}

static void place_slots(struct link *link, uint64_t *end) {
  for (size_t at = 0; at < link->object->relocation_count; at++) {
    const struct mochi_relocation *relocation = &link->object->relocations[at];
    if (mochi_relocation_needs_slot(link->object->machine, relocation->type) && link->slots[relocation->symbol] == 0) {
      link->slots[relocation->symbol] = take_room(end, 8, 8);
    }
  }
}

static void place_commons(struct link *link, uint64_t *end) {
  for (size_t at = 0; at < link->object->symbol_count; at++) {
    const struct mochi_symbol *symbol = &link->object->symbols[at];
    if (symbol->place == MOCHI_COMMON) {
      link->commons[at] = take_room(end, symbol->size, symbol->value);
    }
  }
}

/** Gives every section an address and a place in the file, part by part, each on pages of its own. Leaves the file's size. */
static void lay_out(struct link *link) {
  const struct mochi_image *image = link->image;
  const struct mochi_segment *last = &image->segments[image->segment_count - 1];
  uint64_t offset = image->size;
  uint64_t behind = last->address + last->memory_size;
  for (enum part part = CODE; part < PARTS; part++) {
    uint64_t address = align_to(behind, image->alignment) + offset % image->alignment;
    uint64_t end = address;
    place_sections(link, part, false, &end);
    if (part == CONSTANTS) {
      place_slots(link, &end);
      link->text = take_room(&end, link->choices->runs_file[0] == '\0' ? 0 : strlen(link->choices->runs_file) + 1, 1);
    }
    uint64_t file_size = end - address;
    place_sections(link, part, true, &end);
    if (part == DATA) {
      place_commons(link, &end);
    }
    if (end > address) {
      link->segments[link->segment_count++] = (struct mochi_segment){offset, address, file_size, end - address, part_flags[part], image->alignment};
      offset = align_to(offset + file_size, PAGE);
      behind = end;
    }
  }
  link->file.size = offset;
}

/** Where in the file those bytes of the program's own lie. */
static unsigned char *bytes_at(const struct link *link, uint64_t address) {
  const struct mochi_segment *segment = link->segments;
  while (segment + 1 < link->segments + link->segment_count && address >= segment[1].address) {
    segment++;
  }
  return link->file.start + segment->offset + (address - segment->address);
}

// ---------------------------------------------------------------- addresses

static bool find_in_image(struct link *link, const char *name, uint64_t *address) {
  return mochi_image_find(link->image, name, address) || refuse(link, "the runtime image has no ", name, "");
}

static bool find_address(struct link *link, uint32_t index, uint64_t *address) {
  const struct mochi_symbol *symbol = &link->object->symbols[index];
  switch (symbol->place) {
    case MOCHI_ABSOLUTE:
      *address = symbol->value;
      return true;
    case MOCHI_COMMON:
      *address = link->commons[index];
      return true;
    case MOCHI_IN_SECTION:
      if (link->sections[symbol->section] == 0 && link->object->sections[symbol->section].size > 0) {
        return refuse(link, "", symbol->name, " lies in a section that isn't loaded");
      }
      *address = link->sections[symbol->section] + symbol->value;
      return true;
    case MOCHI_UNDEFINED:
      *address = 0;
      return mochi_image_find(link->image, symbol->name, address) || symbol->is_weak || find_in_image(link, symbol->name, address);
  }
  return false;
}

/** The address of what the object itself defines under that name. */
static bool find_own(struct link *link, const char *name, uint64_t *address) {
  for (uint32_t at = 0; at < link->object->symbol_count; at++) {
    const struct mochi_symbol *symbol = &link->object->symbols[at];
    if (symbol->place == MOCHI_IN_SECTION && strcmp(symbol->name, name) == 0) {
      return find_address(link, at, address);
    }
  }
  return false;
}

// ---------------------------------------------------------------- writing

static void copy_sections(struct link *link) {
  memcpy(link->file.start, link->image->bytes, link->image->size);
  for (size_t at = 0; at < link->object->section_count; at++) {
    const struct mochi_section *section = &link->object->sections[at];
    if (link->sections[at] != 0 && section->bytes != NULL) {
      memcpy(bytes_at(link, link->sections[at]), section->bytes, section->size);
    }
  }
}

static bool relocate_all(struct link *link) {
  for (uint32_t at = 0; at < link->object->symbol_count; at++) {
    uint64_t address;
    if (link->slots[at] != 0) {
      if (!find_address(link, at, &address)) {
        return false;
      }
      put64(bytes_at(link, link->slots[at]), address);
    }
  }
  for (size_t at = 0; at < link->object->relocation_count; at++) {
    const struct mochi_relocation *relocation = &link->object->relocations[at];
    const struct mochi_section *section = &link->object->sections[relocation->section];
    uint64_t address;
    if (!find_address(link, relocation->symbol, &address)) {
      return false;
    }
    uint64_t place = link->sections[relocation->section] + relocation->offset;
    struct mochi_fixup fixup = {bytes_at(link, place), section->size - relocation->offset, place, address + (uint64_t)relocation->addend, link->slots[relocation->symbol], relocation->addend};
    if (!mochi_relocate(link->image->machine, relocation->type, &fixup)) {
      char type[32];
      snprintf(type, sizeof type, "its relocation %u of ", (unsigned)relocation->type);
      return refuse(link, type, link->object->symbols[relocation->symbol].name, " is unknown or out of reach");
    }
  }
  return true;
}

/** Writes a pointer into a segment of the image, `at` bytes behind a symbol. */
static bool patch(struct link *link, const char *name, uint64_t at, uint64_t value) {
  uint64_t address = 0;
  bool is_known = mochi_image_find(link->image, name, &address);
  for (size_t index = 0; is_known && index < link->image->segment_count; index++) {
    const struct mochi_segment *segment = &link->image->segments[index];
    if (address >= segment->address && address + at + 8 <= segment->address + segment->file_size) {
      put64(link->file.start + segment->offset + (address - segment->address) + at, value);
      return true;
    }
  }
  return refuse(link, "the runtime image has no room for ", name, "");
}

static bool patch_image(struct link *link) {
  uint64_t program, start, globals, collector;
  const struct mochi_link_choices *choices = link->choices;
  if (!find_own(link, "mochi_program", &program)) {
    return link->why[0] == '\0' ? refuse(link, "it defines no ", "mochi_program", "") : false;
  }
  if (!find_own(link, "main", &start) && !find_in_image(link, "mochi_main_with_stack", &start)) {
    return false;
  }
  bool is_done = patch(link, "mochi_image_program", 0, start) && patch(link, "mochi_image_program", 8, program);
  if (is_done && find_own(link, "mochi_gc_globals", &globals)) {
    is_done = patch(link, "mochi_gc_roots", 0, globals);
  }
  if (is_done && choices->runs_file[0] != '\0') {
    strcpy((char *)bytes_at(link, link->text), choices->runs_file);
    is_done = patch(link, "mochi_image_program", 16, link->text);
  }
  if (is_done && choices->collector[0] != '\0') {
    is_done = find_in_image(link, choices->collector, &collector) && patch(link, "mochi_gc_backend", 0, collector);
  }
  return is_done;
}

static unsigned char *put_header(unsigned char *at, uint32_t type, const struct mochi_segment *segment) {
  const uint64_t fields[] = {segment->offset, segment->address, segment->address, segment->file_size, segment->memory_size, segment->alignment};
  put32(at, type);
  put32(at + 4, segment->flags);
  for (size_t field = 0; field < sizeof fields / sizeof *fields; field++) {
    put64(at + 8 + 8 * field, fields[field]);
  }
  return at + PROGRAM_HEADER_SIZE;
}

static void write_headers(struct link *link) {
  static const unsigned char start[] = {0x7f, 'E', 'L', 'F', 2, 1, 1}; // 64 bits, little-endian, version 1
  const struct mochi_image *image = link->image;
  unsigned char *file = link->file.start;
  memset(file, 0, PAGE);
  memcpy(file, start, sizeof start);
  put32(file + 16, 2 | (uint32_t)image->machine << 16); // an executable
  put32(file + 20, 1);
  put64(file + 24, image->entry);
  put64(file + 32, HEADER_SIZE); // program headers follow at once
  put32(file + 52, HEADER_SIZE | PROGRAM_HEADER_SIZE << 16);
  put32(file + 56, (uint32_t)(image->segment_count + link->segment_count + image->has_thread_local + 1));
  unsigned char *next = file + HEADER_SIZE;
  for (size_t at = 0; at < image->segment_count; at++) {
    struct mochi_segment segment = image->segments[at];
    segment.alignment = image->alignment;
    next = put_header(next, HEADER_LOAD, &segment);
  }
  for (size_t at = 0; at < link->segment_count; at++) {
    next = put_header(next, HEADER_LOAD, &link->segments[at]);
  }
  if (image->has_thread_local) {
    next = put_header(next, HEADER_THREAD_LOCAL, &image->thread_local);
  }
  next = put_header(next, HEADER_STACK, &(struct mochi_segment){.flags = part_flags[DATA], .alignment = 16});
  snprintf((char *)next + 1, (size_t)(file + PAGE - next - 1), "%s", link->choices->mark);
}

static bool is_for_image(struct link *link) {
  if (!link->object->is_relocatable || link->object->machine != link->image->machine) {
    return refuse(link, "it is no object for this machine", "", "");
  }
  for (size_t at = 0; at < link->object->section_count; at++) {
    if ((link->object->sections[at].flags & MOCHI_SECTION_THREAD_LOCAL) != 0) {
      return refuse(link, "it has the section ", link->object->sections[at].name, "");
    }
  }
  return true;
}

const char *mochi_link(const struct mochi_image *image, const struct mochi_object *object, const struct mochi_link_choices *choices, struct mochi_bytes *executable) {
  static struct link link;
  link = (struct link){.image = image, .object = object, .choices = choices};
  if (!is_for_image(&link)) {
    return link.why;
  }
  link.sections = calloc(object->section_count + 1, sizeof *link.sections);
  link.commons = calloc(object->symbol_count + 1, sizeof *link.commons);
  link.slots = calloc(object->symbol_count + 1, sizeof *link.slots);
  if (link.sections == NULL || link.commons == NULL || link.slots == NULL) {
    return "out of memory";
  }
  lay_out(&link);
  link.file.start = calloc(1, link.file.size);
  if (link.file.start == NULL) {
    return "out of memory";
  }
  copy_sections(&link);
  if (!relocate_all(&link) || !patch_image(&link)) {
    return link.why;
  }
  write_headers(&link);
  *executable = link.file;
  return NULL;
}
