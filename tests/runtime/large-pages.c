// Preloaded into a program: a kernel with pages of 64 KB, as some of arm64 have them. What isn't a whole number of
// such pages can't be protected, moved or given back; what is mapped begins at one.

#define _GNU_SOURCE
#include <errno.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { PAGE = 1 << 16 };

static size_t whole(size_t size) {
  return (size + PAGE - 1) / PAGE * PAGE;
}

static int is_inside(const void *memory) {
  errno = EINVAL;
  return (uintptr_t)memory % PAGE != 0;
}

long sysconf(int name);
long __sysconf(int name);

long sysconf(int name) {
  return name == _SC_PAGESIZE ? PAGE : __sysconf(name);
}

void *mmap(void *wish, size_t size, int protection, int flags, int file, off_t offset) {
  if ((flags & MAP_FIXED) != 0) {
    return is_inside(wish) ? MAP_FAILED : (void *)syscall(SYS_mmap, wish, whole(size), protection, flags, file, offset);
  }
  char *memory = (char *)syscall(SYS_mmap, NULL, whole(size) + PAGE, protection, flags, file, offset);
  if (memory == MAP_FAILED) {
    return MAP_FAILED;
  }
  char *start = memory + (PAGE - (uintptr_t)memory % PAGE) % PAGE;
  if (start > memory) {
    syscall(SYS_munmap, memory, start - memory);
  }
  syscall(SYS_munmap, start + whole(size), memory + PAGE - start);
  return start;
}

int munmap(void *memory, size_t size) {
  return is_inside(memory) ? -1 : (int)syscall(SYS_munmap, memory, whole(size));
}

int mprotect(void *memory, size_t size, int protection) {
  return is_inside(memory) ? -1 : (int)syscall(SYS_mprotect, memory, whole(size), protection);
}

int madvise(void *memory, size_t size, int advice) {
  return is_inside(memory) ? -1 : (int)syscall(SYS_madvise, memory, whole(size), advice);
}
