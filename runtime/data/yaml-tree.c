// The tree of a YAML text: see yaml-tree.h.
//
// libfyaml's events are taken one by one, so that its own trees, with their limits, aren't needed, and everything it
// allocated is given back before anything here can raise.

#include "data/yaml-tree.h"

#include <libfyaml.h>
#include <string.h>

#include "memory/gc.h"
#include "text/string.h"
#include "text/utf8.h"
#include "values/any.h"
#include "values/map.h"

typedef struct builder {
  mochi_yaml_tree *tree;
  const char *text;
  size_t size;
  mochi_map *anchors;  // map<string, any>: the node of each name
  uint32_t open[MOCHI_YAML_DEPTH];  // containers that aren't closed
  uint32_t depth;
} builder;

static bool fail(builder *cx, size_t where, const char *problem) {
  size_t size = strlen(problem);
  size_t most = sizeof cx->tree->problem - 1;
  size = size < most ? size : most;
  memcpy(cx->tree->problem, problem, size);
  cx->tree->problem[size] = 0;
  cx->tree->failed_at = where < cx->size ? where : cx->size;
  return false;
}

// ---------------------------------------------------------------- nodes

static size_t start_of(struct fy_token *token) {
  const struct fy_mark *mark = token == NULL ? NULL : fy_token_start_mark(token);
  return mark == NULL ? 0 : mark->input_pos;
}

static mochi_yaml_node *add_node(builder *cx, mochi_yaml_kind kind, size_t where) {
  mochi_yaml_tree *tree = cx->tree;
  if (tree->count == tree->capacity) {
    uint32_t capacity = tree->capacity == 0 ? 64 : tree->capacity * 2;
    mochi_yaml_node *nodes = mochi_gc_alloc(sizeof *nodes * capacity);
    mochi_copy(nodes, tree->nodes, sizeof *nodes * tree->count);
    tree->nodes = nodes;
    tree->capacity = capacity;
  }
  mochi_yaml_node *node = &tree->nodes[tree->count++];
  *node = (mochi_yaml_node){.text = mochi_string_empty(), .where = where, .next = tree->count, .kind = kind};
  return node;
}

static mochi_string text_of(struct fy_token *token) {
  size_t size = 0;
  const char *text = token == NULL ? "" : fy_token_get_text(token, &size);
  return mochi_string_from_bytes(text == NULL ? "" : text, size);
}

static void remember_anchor(builder *cx, struct fy_token *anchor) {
  if (anchor != NULL) {
    mochi_any *slot = mochi_map_slot_string(cx->anchors, text_of(anchor));
    *slot = mochi_any_from_int(cx->tree->count - 1);
  }
}

static bool is_text(const struct fy_event_scalar_data *scalar) {
  if (scalar->tag != NULL) {
    mochi_string tag = text_of(scalar->tag);
    return mochi_string_equal(tag, mochi_string_static("!")) || mochi_string_equal(tag, mochi_string_static("tag:yaml.org,2002:str"));
  }
  return scalar->value != NULL && fy_token_scalar_style(scalar->value) != FYSS_PLAIN;
}

static bool open_container(builder *cx, mochi_yaml_kind kind, struct fy_token *start, struct fy_token *anchor) {
  size_t where = start_of(start);
  if (cx->depth == MOCHI_YAML_DEPTH) {
    return fail(cx, where, "nested more than 10000 levels deep");
  }
  cx->open[cx->depth++] = cx->tree->count;
  add_node(cx, kind, where)->next = 0;
  remember_anchor(cx, anchor);
  return true;
}

static bool add_alias(builder *cx, struct fy_token *anchor) {
  const mochi_any *slot = mochi_map_find_string(cx->anchors, text_of(anchor));
  size_t where = start_of(anchor);
  if (slot == NULL) {
    return fail(cx, where, "an alias of what has no anchor before it");
  }
  uint32_t target = (uint32_t)slot->as.integer;
  if (cx->tree->nodes[target].next == 0) {
    return fail(cx, where, "an alias inside of what it stands for");
  }
  add_node(cx, MOCHI_YAML_ALIAS, where)->target = target;
  return true;
}

// False at the end of the document, or when something is wrong.
static bool take_event(builder *cx, const struct fy_event *event) {
  switch (event->type) {
    case FYET_SCALAR: {
      const struct fy_event_scalar_data *scalar = &event->scalar;
      // What isn't written is where its key or the last item is.
      const mochi_yaml_tree *tree = cx->tree;
      size_t last = tree->count == 0 ? 0 : tree->nodes[tree->count - 1].where;
      size_t where = scalar->value == NULL ? last : start_of(scalar->value);
      mochi_yaml_node *node = add_node(cx, is_text(scalar) ? MOCHI_YAML_TEXT : MOCHI_YAML_PLAIN, where);
      mochi_string text = text_of(scalar->value);
      node->text = text;
      remember_anchor(cx, scalar->anchor);
      return true;
    }
    case FYET_SEQUENCE_START:
      return open_container(cx, MOCHI_YAML_SEQUENCE, event->sequence_start.sequence_start, event->sequence_start.anchor);
    case FYET_MAPPING_START:
      return open_container(cx, MOCHI_YAML_MAPPING, event->mapping_start.mapping_start, event->mapping_start.anchor);
    case FYET_SEQUENCE_END:
    case FYET_MAPPING_END:
      cx->tree->nodes[cx->open[--cx->depth]].next = cx->tree->count;
      return true;
    case FYET_ALIAS:
      return add_alias(cx, event->alias.anchor);
    case FYET_DOCUMENT_END:
    case FYET_STREAM_END:
      return false;
    case FYET_NONE:
    case FYET_STREAM_START:
    case FYET_DOCUMENT_START:
      return true;
  }
  return false;
}

// ---------------------------------------------------------------- parsing

// Where line and column, both from 0, are in the text.
static size_t position_at(const builder *cx, int line, int column) {
  const char *at = cx->text;
  const char *end = cx->text + cx->size;
  for (; line > 0; line--) {
    const char *feed = memchr(at, '\n', (size_t)(end - at));
    if (feed == NULL) {
      break;
    }
    at = feed + 1;
  }
  for (; column > 0 && at < end && *at != '\n'; column--) {
    at++;
    while (at < end && mochi_utf8_is_continuation(*at)) {
      at++;
    }
  }
  return (size_t)(at - cx->text);
}

static bool fail_syntax(builder *cx, struct fy_diag *diag) {
  void *previous = NULL;
  const struct fy_diag_error *error = fy_diag_errors_iterate(diag, &previous);
  if (error == NULL || error->msg == NULL) {
    return fail(cx, cx->size, "this is no YAML");
  }
  return fail(cx, position_at(cx, error->line - 1, error->column - 1), error->msg);
}

static bool parse_events(builder *cx, struct fy_parser *parser, struct fy_diag *diag) {
  bool more = true;
  while (more) {
    struct fy_event *event = fy_parser_parse(parser);
    if (event == NULL) {
      return !fy_parser_get_stream_error(parser) || fail_syntax(cx, diag);
    }
    more = take_event(cx, event);
    fy_parser_event_free(parser, event);
  }
  return cx->tree->problem[0] == 0;
}

bool mochi_yaml_parse(mochi_yaml_tree *tree, const char *text, size_t size) {
  *tree = (mochi_yaml_tree){.nodes = NULL};
  builder *cx = mochi_gc_alloc(sizeof *cx);
  *cx = (builder){.tree = tree, .text = text, .size = size, .anchors = mochi_map_new(&mochi_type_map_string_any, 0)};
  const char *nul = memchr(text, 0, size);
  if (nul != NULL) {
    // To libfyaml it would be the end.
    return fail(cx, (size_t)(nul - text), "YAML has no NUL bytes");
  }
  struct fy_diag_cfg messages;
  fy_diag_cfg_default(&messages);
  messages.fp = NULL;  // it says nothing by itself
  struct fy_diag *diag = fy_diag_create(&messages);
  if (diag == NULL) {
    return fail(cx, 0, "there is no memory left to read it");
  }
  fy_diag_set_collect_errors(diag, true);
  const struct fy_parse_cfg settings = {.flags = (enum fy_parse_cfg_flags)(FYPCF_QUIET | FYPCF_COLLECT_DIAG | FYPCF_DISABLE_MMAP_OPT | FYPCF_DEFAULT_VERSION_1_2 | FYPCF_JSON_NONE), .diag = diag};
  struct fy_parser *parser = fy_parser_create(&settings);
  bool good = false;
  if (parser == NULL || fy_parser_set_string(parser, text, size) != 0) {
    fail(cx, 0, "there is no memory left to read it");
  } else {
    good = parse_events(cx, parser, diag);
  }
  if (parser != NULL) {
    fy_parser_destroy(parser);
  }
  fy_diag_destroy(diag);
  return good;
}
