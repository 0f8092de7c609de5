/* Parameters of the rpmsg_* images, shared with tests/conformance. */
#ifndef RPMSG_MOMENTS_H
#define RPMSG_MOMENTS_H

/* Where rpmsg_opening_a and rpmsg_opening_m end the run, in the order in which a link passes through. */
enum rpmsg_moment {
  RPMSG_HOST_IS_UP,   /* the host has initialised the device; the remote has not looked at anything */
  RPMSG_ANNOUNCED,    /* the remote has announced its channel; the host has not looked at it */
  RPMSG_SERVED,       /* the host has handled the announcement */
  RPMSG_GREETED,      /* the host has sent "hello world!"; the remote has not looked at it */
  RPMSG_GREETING_READ /* the remote has returned the greeting's buffer, and all is quiet */
};

/* Which way rpmsg_sizes_* sends, and which side rpmsg_stalled_* runs into a peer that has stopped. */
enum rpmsg_direction { RPMSG_TO_REMOTE, RPMSG_TO_HOST };

#endif
