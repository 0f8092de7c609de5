/* A remote whose resource table leaves the place of the rings to the host. */
#include "../rings_remote.h"
#include "../rings_table.h"

#define ANY 0xFFFFFFFFu

RINGS_TABLE(ANY, ANY);

int main(void) {
  serve();
}
