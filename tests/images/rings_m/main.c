/* A remote without a resource table. */
#include "../rings_remote.h"

int main(void) {
  serve();
}
