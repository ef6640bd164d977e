// Causes of system failures in words of our own: the same on every system and in every locale, and
// libc's table isn't linked.

#include "platform/system.h"

#include <errno.h>

const char *mochi_platform_error_text(int64_t failure) {
  switch (-failure) {
    case EACCES:
    case EPERM:
      return "permission denied";
    case EAGAIN:
      return "temporarily not available";
    case EBADF:
      return "closed";
    case EBUSY:
      return "in use";
#if defined(EDQUOT)
    case EDQUOT:
      return "disk quota exceeded";
#endif
    case EEXIST:
      return "exists already";
    case EFBIG:
      return "file too large";
    case EINVAL:
      return "not possible here";
    case EIO:
      return "input/output error";
    case EISDIR:
      return "is a folder";
    case ELOOP:
      return "too many symbolic links";
    case EMFILE:
    case ENFILE:
      return "too many open files";
    case ENAMETOOLONG:
      return "name too long";
    case ENOENT:
      return "no such file or folder";
    case ENOMEM:
      return "out of memory";
    case ENOSPC:
      return "no space left on the disk";
    case ENOTDIR:
      return "not a folder";
    case ENOTEMPTY:
      return "folder not empty";
    case EPIPE:
      return "broken pipe";
    case EROFS:
      return "read-only file system";
    case EXDEV:
      return "on another file system";
    default:
      return "system error";
  }
}
