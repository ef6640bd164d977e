// Arguments and environment: see process.h.

#include "system/process.h"

#include "platform/system.h"
#include "text/string.h"
#include "values/list.h"

mochi_list *mochi_args(void) {
  int count = mochi_argument_count > 1 ? mochi_argument_count - 1 : 0;
  mochi_list *list = mochi_list_new(&mochi_type_string, count);
  for (int i = 1; i <= count; i++) {
    const char *argument = mochi_arguments[i];
    *(mochi_string *)mochi_list_push(list, &mochi_type_string, sizeof(mochi_string)) = mochi_string_from_bytes(argument, __builtin_strlen(argument));
  }
  return list;
}

mochi_string mochi_env(mochi_string name) {
  const char *value = mochi_platform_environment(mochi_string_c_text(name));
  return value == NULL ? mochi_string_none() : mochi_string_from_bytes(value, __builtin_strlen(value));
}
