/* gcc's own <limits.h> has all that C asks for. It includes the next one, for what an operating system adds: nothing
   here, but a hosted Arm toolchain, which comes after this folder, has one. */
#if __has_include_next(<limits.h>)
#include_next <limits.h>
#endif
