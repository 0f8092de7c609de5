/* A resource table with one RPMsg device, whose rings are at `place0` and `place1`. */
#ifndef RINGS_TABLE_H
#define RINGS_TABLE_H

#include <stddef.h>

#include "rpmsg_wire.h"

#define RINGS_TABLE(place0, place1)                                                                \
  extern const struct rpmsg_resource_table resource_table;                                         \
  __attribute__((section(".resource_table"), used)) const struct rpmsg_resource_table resource_table = { \
      .version = 1,                                                                                \
      .count = 1,                                                                                  \
      .offset = {offsetof(struct rpmsg_resource_table, vdev)},                                     \
      .vdev = {.type = RPMSG_RESOURCE_VDEV,                                                        \
               .id = RPMSG_VIRTIO_ID,                                                              \
               .num_of_vrings = 2,                                                                 \
               .vring = {{.da = (place0), .align = 16, .num = 16},                                 \
                         {.da = (place1), .align = 16, .num = 16, .notifyid = 1}}}}

#endif
