/* The part of string.h that firmware needs; string.c says how the copies proceed. */
#ifndef SDK_STRING_H
#define SDK_STRING_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

void* memcpy(void* destination, const void* source, size_t size);
void* memmove(void* destination, const void* source, size_t size);
void* memset(void* destination, int value, size_t size);
int memcmp(const void* left, const void* right, size_t size);
size_t strlen(const char* text);
int strcmp(const char* left, const char* right);
int strncmp(const char* left, const char* right, size_t limit);
char* strcpy(char* destination, const char* source);
char* strncpy(char* destination, const char* source, size_t size);

#ifdef __cplusplus
}
#endif

#endif
