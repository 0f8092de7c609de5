/* What misdeeds_a and misdeeds_m can do wrong, by the finding that it raises; shared with
 * tests/integration/findings_test.cc.
 *
 * X(finding, core): the image of that core does it, or nearly the same in the right way. */
#ifndef MISDEEDS_H
#define MISDEEDS_H

#define MISDEEDS(X)             \
  X(core_fault, m)              \
  X(core_lockup, m)             \
  X(deadlock, m)                \
  X(division_by_zero, m)        \
  X(firmware_abort, m)          \
  X(foreign_private_access, m)  \
  X(hook_free_loop, m)          \
  X(image_failed, m)            \
  X(limit_reached, m)           \
  X(message_bad_header, a)      \
  X(message_overwritten, a)     \
  X(mu_rr_empty, m)             \
  X(mu_stray_status_write, m)   \
  X(mu_tr_full, m)              \
  X(name_service_bad_length, a) \
  X(null_pointer, m)            \
  X(read_write_only, m)         \
  X(ring_buffer_outside, a)     \
  X(ring_buffer_reused, a)      \
  X(ring_chained_descriptor, a) \
  X(ring_duplicate_id, a)       \
  X(ring_id_out_of_range, a)    \
  X(ring_index_backwards, a)    \
  X(ring_not_outstanding, m)    \
  X(ring_too_many, a)           \
  X(ring_wrong_writer, m)       \
  X(stack_overflow, m)          \
  X(stub_access, m)             \
  X(unannounced_access, m)      \
  X(undefined_register, m)      \
  X(unhandled_interrupt, m)     \
  X(unknown_instruction, m)     \
  X(unmapped_access, m)         \
  X(unmodelled_register, m)     \
  X(write_read_only, m)

enum misdeed {
#define MISDEED_NUMBER(finding, core) misdeed_##finding,
  MISDEEDS(MISDEED_NUMBER)
#undef MISDEED_NUMBER
};

/* The images' parameter `deed`; `good` is 1 for doing it in the right way. */
#define DEED(misdeed, good) (2u * (misdeed) + (good))

#endif
