/* A remote whose resource table says where the rings are: in memory that the platform gives to the A53. */
#include "../rings_remote.h"
#include "../rings_table.h"

RINGS_TABLE(0x90000000u, 0x90008000u);

int main(void) {
  serve();
}
