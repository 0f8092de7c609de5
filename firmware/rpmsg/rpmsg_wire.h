/* What both sides must agree on: message header, name service, and how a resource table describes the rings.
 *
 * Facts from Linux include/linux/rpmsg/byteorder.h, include/linux/rpmsg/ns.h, include/linux/rsc_table.h and
 * include/uapi/linux/virtio_config.h. Everything is little-endian, as both cores are. */
#ifndef RPMSG_WIRE_H
#define RPMSG_WIRE_H

#include <stddef.h>
#include <stdint.h>

#include "sdk_cxx.h"

#define RPMSG_BUFFER_SIZE 512u
#define RPMSG_HEADER_SIZE 16u
#define RPMSG_PAYLOAD_SIZE (RPMSG_BUFFER_SIZE - RPMSG_HEADER_SIZE)

#define RPMSG_ADDRESS_ANY 0xFFFFFFFFu
#define RPMSG_NAME_SERVICE_ADDRESS 53u
#define RPMSG_NAME_SIZE 32u

/* Ring and notification numbers: 0 carries remote to host, 1 host to remote. */
#define RPMSG_VRING_TO_HOST 0u
#define RPMSG_VRING_TO_REMOTE 1u

struct rpmsg_header {
  uint32_t source;
  uint32_t destination;
  uint32_t reserved; /* private to the sending stack */
  uint16_t length;   /* of the payload */
  uint16_t flags;
};
_Static_assert(sizeof(struct rpmsg_header) == RPMSG_HEADER_SIZE, "wire format");

#define RPMSG_NAME_SERVICE_CREATE 0u
#define RPMSG_NAME_SERVICE_DESTROY 1u

struct rpmsg_name_service {
  char name[RPMSG_NAME_SIZE];
  uint32_t address;
  uint32_t flags;
};
_Static_assert(sizeof(struct rpmsg_name_service) == 40, "wire format");

#define RPMSG_RESOURCE_VDEV 3u
#define RPMSG_VIRTIO_ID 7u
#define RPMSG_FEATURE_NAME_SERVICE 1u

#define VIRTIO_STATUS_ACKNOWLEDGE 1u
#define VIRTIO_STATUS_DRIVER 2u
#define VIRTIO_STATUS_DRIVER_OK 4u

struct rpmsg_resource_vring {
  uint32_t da;
  uint32_t align;
  uint32_t num;
  uint32_t notifyid;
  uint32_t pa;
};

/* A table with one entry, the RPMsg device: what NXP's firmware for these parts carries. */
struct rpmsg_resource_table {
  uint32_t version;
  uint32_t count;
  uint32_t reserved[2];
  uint32_t offset[1];
  struct {
    uint32_t type;
    uint32_t id;
    uint32_t notifyid;
    uint32_t dfeatures;
    uint32_t gfeatures;
    uint32_t config_len;
    uint8_t status;
    uint8_t num_of_vrings;
    uint8_t reserved[2];
    struct rpmsg_resource_vring vring[2];
  } vdev;
};
_Static_assert(offsetof(struct rpmsg_resource_table, vdev) == 20, "wire format");
_Static_assert(sizeof(struct rpmsg_resource_table) == 20 + 28 + 2 * 20, "wire format");

#endif
