/* Saves and restores the place of execution. Native images keep the host's preserved registers. */
#ifndef SDK_SETJMP_H
#define SDK_SETJMP_H

#if defined(__x86_64__)
typedef unsigned long long jmp_buf[8];
#else
typedef unsigned long long jmp_buf[16];
#endif

#ifdef __cplusplus
extern "C" {
#endif

int setjmp(jmp_buf environment) __attribute__((returns_twice));
void longjmp(jmp_buf environment, int value) __attribute__((noreturn));

#ifdef __cplusplus
}
#endif

#endif
