// The compiler's announcements of memory accesses in the variant `stepped`: each is a place where the other
// side, or this side's interrupt, may run. The names are those of ThreadSanitizer's runtime, which is not
// linked.
#include <cstddef>

#include "world.h"

#define ACCESS(kind, size)                             \
  void __tsan_##kind##size(void*) {                    \
    rpmsg_sim::World::on_access();                     \
  }                                                    \
  void __tsan_volatile_##kind##size(void*) {           \
    rpmsg_sim::World::on_access();                     \
  }                                                    \
  void __tsan_unaligned_##kind##size(void*) {          \
    rpmsg_sim::World::on_access();                     \
  }                                                    \
  void __tsan_unaligned_volatile_##kind##size(void*) { \
    rpmsg_sim::World::on_access();                     \
  }

extern "C" {
ACCESS(read, 1)
ACCESS(read, 2)
ACCESS(read, 4)
ACCESS(read, 8)
ACCESS(read, 16)
ACCESS(write, 1)
ACCESS(write, 2)
ACCESS(write, 4)
ACCESS(write, 8)
ACCESS(write, 16)
void __tsan_read_range(void*, std::size_t) {
  rpmsg_sim::World::on_access();
}
void __tsan_write_range(void*, std::size_t) {
  rpmsg_sim::World::on_access();
}
void __tsan_init() {}
}
