/* Lets C++ read headers that are written in C11. */
#ifndef SDK_CXX_H
#define SDK_CXX_H

#if defined(__cplusplus) && !defined(_Static_assert)
#define _Static_assert static_assert
#define _Noreturn [[noreturn]]
#endif

#endif
