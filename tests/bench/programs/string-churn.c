#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Plain C allocates each text and frees it by hand.
int main(int argc, char **argv) {
  static const char *const words[] = {"alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta"};
  int64_t n = argc > 1 ? atoll(argv[1]) : 0;
  int64_t total = 0;
  for (int64_t i = 0; i < n; i++) {
    char buffer[120];
    snprintf(buffer, sizeof buffer, "%s of the %s, number %lld among many others", words[i % 8], words[i / 8 % 8], (long long)i);
    char *line = strdup(buffer);
    size_t size = strlen(line);
    char *parts[20];
    int count = 0;
    for (char *at = line; at != NULL;) {
      char *end = strchr(at, ' ');
      parts[count++] = end == NULL ? strdup(at) : strndup(at, (size_t)(end - at));
      at = end == NULL ? NULL : end + 1;
    }
    char *joined = malloc(size + 1);
    char *to = joined;
    for (int at = 0; at < count; at++) {
      to = stpcpy(to, parts[at]);
      *to++ = at + 1 < count ? '_' : 0;
    }
    char *upper = malloc(strlen(parts[0]) + size + 1);
    strcpy(stpcpy(upper, parts[0]), joined);
    for (char *at = upper; *at != 0; at++) {
      *at = (char)toupper((unsigned char)*at);
    }
    total += (int64_t)strlen(joined) + count + (int64_t)strlen(upper);
    for (int at = 0; at < count; at++) {
      free(parts[at]);
    }
    free(line);
    free(joined);
    free(upper);
  }
  printf("%lld\n", (long long)total);
  return 0;
}
