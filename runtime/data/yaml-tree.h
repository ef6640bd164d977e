// The first document of a YAML text as a flat tree, made by libfyaml: what it says, not yet what it means.
//
// Nodes stand in the order of the text: behind a sequence its items, behind a mapping key, value, key, value, …;
// `next` is the node behind the node and all that is in it. An alias points at the node it stands for, which
// doesn't contain it. No document is no node.

#ifndef MOCHI_DATA_YAML_TREE_H
#define MOCHI_DATA_YAML_TREE_H

#include "platform/compiler.h"
#include "values/value.h"

enum { MOCHI_YAML_DEPTH = 10000 };

typedef enum mochi_yaml_kind {
  MOCHI_YAML_PLAIN,   // a scalar that means what its text looks like
  MOCHI_YAML_TEXT,    // a scalar that is a string: quoted, a block, or tagged !!str
  MOCHI_YAML_SEQUENCE,
  MOCHI_YAML_MAPPING,
  MOCHI_YAML_ALIAS
} mochi_yaml_kind;

typedef struct mochi_yaml_node {
  mochi_string text;  // of a scalar
  size_t where;       // where it begins in the text
  uint32_t next;
  uint32_t target;    // of an alias
  mochi_yaml_kind kind;
} mochi_yaml_node;

typedef struct mochi_yaml_tree {
  mochi_yaml_node *nodes;
  uint32_t count;
  uint32_t capacity;
  // When it couldn't be made:
  size_t failed_at;
  char problem[256];
} mochi_yaml_tree;

/** False, with `failed_at` and `problem`, when the text is no YAML. May collect; `text` is borrowed. */
bool mochi_yaml_parse(mochi_yaml_tree *tree, const char *text, size_t size);

#endif
