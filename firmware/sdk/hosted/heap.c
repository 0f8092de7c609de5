/* First fit over a list of free blocks in the order of their addresses; neighbours are joined when one is
 * freed. */
#include <stdlib.h>

#include <stdint.h>
#include <string.h>

/* From the linker script, or from whoever else provides memory. */
extern uint8_t __heap_start[], __heap_end[];

struct block {
  size_t size; /* with this header */
  struct block* next;
};

#define ALIGNMENT (2 * sizeof(void*))
#define HEADER ((sizeof(struct block) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT)

static struct block* free_list;
static int prepared;

static uintptr_t round_up(uintptr_t value) {
  return (value + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

static void prepare(void) {
  prepared = 1;
  uintptr_t start = round_up((uintptr_t)__heap_start);
  uintptr_t end = (uintptr_t)__heap_end / ALIGNMENT * ALIGNMENT;
  if (end < start + 2 * HEADER) return;
  free_list = (struct block*)start;
  free_list->size = end - start;
  free_list->next = NULL;
}

void* malloc(size_t size) {
  if (!prepared) prepare();
  if (size > SIZE_MAX - 2 * HEADER) return NULL;
  size_t wanted = round_up(size) + HEADER;
  for (struct block** link = &free_list; *link != NULL; link = &(*link)->next) {
    struct block* block = *link;
    if (block->size < wanted) continue;
    if (block->size - wanted >= 2 * HEADER) {
      struct block* rest = (struct block*)((uint8_t*)block + wanted);
      rest->size = block->size - wanted;
      rest->next = block->next;
      block->size = wanted;
      *link = rest;
    } else {
      *link = block->next;
    }
    return (uint8_t*)block + HEADER;
  }
  return NULL;
}

static void join_with_next(struct block* block) {
  if ((uint8_t*)block + block->size != (uint8_t*)block->next) return;
  block->size += block->next->size;
  block->next = block->next->next;
}

void free(void* pointer) {
  if (pointer == NULL) return;
  struct block* block = (struct block*)((uint8_t*)pointer - HEADER);
  struct block* before = NULL;
  for (struct block* each = free_list; each != NULL && each < block; each = each->next) before = each;
  struct block** link = before == NULL ? &free_list : &before->next;
  block->next = *link;
  *link = block;
  join_with_next(block);
  if (before != NULL) join_with_next(before);
}

void* calloc(size_t count, size_t size) {
  if (size != 0 && count > SIZE_MAX / size) return NULL;
  void* memory = malloc(count * size);
  if (memory != NULL) memset(memory, 0, count * size);
  return memory;
}

void* realloc(void* pointer, size_t size) {
  void* memory = malloc(size);
  if (memory == NULL || pointer == NULL) return memory;
  size_t old = ((struct block*)((uint8_t*)pointer - HEADER))->size - HEADER;
  memcpy(memory, pointer, old < size ? old : size);
  free(pointer);
  return memory;
}
